// Finds a place of the viewport where a click lands on the node, after scrolling it into view.
// Returns {x, y}, or {error} that says in words why there is none; with it {gone: true} where the
// node was taken off the page, {hidden: true} where something may have to be opened first.
(node) => {
  const isText = node.nodeType === Node.TEXT_NODE;
  const element = isText ? node.parentElement : node;
  if (!node.isConnected || !element) {
    return { error: "it is no longer on the page", gone: true };
  }
  if (element.disabled) return { error: "it is disabled" };
  if (!element.checkVisibility({ visibilityProperty: true })) {
    return { error: "it is hidden", hidden: true };
  }
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });

  const range = element.ownerDocument.createRange();
  if (isText) range.selectNodeContents(node);
  const rects = Array.from((isText ? range : element).getClientRects())
    .filter((rect) => rect.width > 0 && rect.height > 0)
    .sort((one, other) => other.width * other.height - one.width * one.height);
  if (!rects.length) return { error: "it takes no room on the page", hidden: true };

  const hit = (x, y) => {
    let top = element.ownerDocument.elementFromPoint(x, y);
    while (top && top.shadowRoot) {
      const inner = top.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === top) break;
      top = inner;
    }
    return top;
  };
  const within = (outer, inner) => {
    for (let at = inner; at; at = at.parentNode || at.host) if (at === outer) return true;
    return false;
  };
  // A click on a field's label, or on what lies over a field inside its label, reaches the field.
  const labels = Array.from(element.labels || []);
  const lands = (top) => top && (within(element, top) || labels.some((one) => within(one, top)));

  // The middle, then finer and finer grids.
  const spots = [[0.5, 0.5]];
  for (const cells of [3, 12]) {
    for (let row = 0.5; row < cells; row++) {
      for (let column = 0.5; column < cells; column++) spots.push([column / cells, row / cells]);
    }
  }
  let cover = null;
  for (const rect of rects.slice(0, 4)) {
    for (const [across, down] of spots) {
      const x = rect.left + rect.width * across, y = rect.top + rect.height * down;
      const top = hit(x, y);
      if (lands(top)) {
        let left = 0, above = 0;
        for (let view = element.ownerDocument.defaultView; view.frameElement; view = view.parent) {
          const frame = view.frameElement, box = frame.getBoundingClientRect();
          left += box.left + frame.clientLeft;
          above += box.top + frame.clientTop;
        }
        return { x: x + left, y: y + above };
      }
      cover = cover || top;
    }
  }
  if (!cover) return { error: "it lies outside the window", hidden: true };
  const name = cover.id ? `#${cover.id}` : cover.tagName.toLowerCase();
  // Where a box around it lies over it, the box is closed over it.
  return { error: `${name} covers it`, hidden: within(cover, element) };
}
