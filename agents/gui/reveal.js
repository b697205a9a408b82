// Says how deep a node is hidden, and what on the page may open what it is hidden in.
// Returns {depth, controls}: depth counts the hidden nodes from the node up; controls are
// nodes that are shown, the surest first, each with whether a click on it is safe to try.
(node) => {
  const start = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const above = (at) => at.parentElement || (at.getRootNode().host ?? null);
  const isClosed = (at) => {
    const style = getComputedStyle(at);
    const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
    return clips && (at.clientWidth === 0 || at.clientHeight === 0);
  };
  const isShown = (at) => {
    if (!at.checkVisibility({ visibilityProperty: true })) return false;
    const box = at.getBoundingClientRect();
    if (!box.width || !box.height || box.right + scrollX <= 0 || box.bottom + scrollY <= 0) {
      return false;
    }
    for (let up = at; up && up !== document.body; up = above(up)) if (isClosed(up)) return false;
    return true;
  };
  const hidden = [];
  let at = start;
  while (at && at !== document.body && !isShown(at)) {
    hidden.push(at);
    at = above(at);
  }
  if (!hidden.length || !at) return { depth: hidden.length, controls: [] };

  const controls = [], may = [];
  const add = (control, press) => {
    if (!control || controls.includes(control) || !isShown(control)) return;
    if (control === document.body || control === document.documentElement) return;
    controls.push(control);
    may.push(press);
  };
  const root = start.getRootNode();
  for (const one of hidden.filter((each) => each.id)) {
    const id = CSS.escape(one.id);
    const refers = ["aria-controls~", "aria-owns~"].map((name) => `[${name}="${id}"]`)
      .concat(["href", "data-target", "data-bs-target"].map((name) => `[${name}="#${id}"]`));
    root.querySelectorAll(refers.join()).forEach((control) => add(control, true));
  }
  const opens = (control) => control.hasAttribute("aria-expanded") ||
    control.hasAttribute("aria-haspopup") || control.tagName === "SUMMARY";
  // What is hidden next to a heading or a button, inside an entry of a menu or in its box.
  const outermost = hidden[hidden.length - 1];
  let before = outermost.previousElementSibling;
  while (before && !isShown(before)) before = before.previousElementSibling;
  if (before) {
    const leads = before.matches("a[href]:not([href^='#']), input, select, textarea, [type=submit]");
    add(before, opens(before) || !leads);
  }
  if (at.tagName === "DETAILS") add(at.querySelector("summary"), true);
  add(at, opens(at));
  return { depth: hidden.length, controls, may };
}
