// Hears what a person does on a page and reports each intended action, with the page as it was
// just before. Two placeholders are filled in: the function that reads a page, and the name of
// the function that hears of an action. Only trusted events count: a person made them.
//
// Reports are JSON: {at, op, ref, text, end_ref, elements, viewport, url}.
(() => {
  if (window.top !== window || window.__NAME___on) return;
  Object.defineProperty(window, "__NAME___on", { value: true });
  const observe = __OBSERVE__;
  const KEYS = new Set([
    "Tab", "Enter", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp",
    "PageDown", "Home", "End",
  ]);
  const MOVED = 8; // CSS pixels; a press that moves farther is a drag

  const targetOf = (event) => event.composedPath()[0];
  const isTyped = (node) => node && !node.disabled && !node.readOnly && (
    node.isContentEditable || node.tagName === "TEXTAREA" ||
    (node.tagName === "INPUT" &&
      !/^(button|submit|reset|image|file|checkbox|radio|hidden)$/.test(node.type)));
  const isList = (node) => node && node.tagName === "SELECT";
  // Fields that are set with the mouse or in parts, without a word before they change.
  const isSet = (node) => isList(node) || (node && node.tagName === "INPUT" &&
    /^(date|time|month|week|datetime-local|color|range)$/.test(node.type));
  const valueOf = (node) => isList(node) ?
    Array.from(node.selectedOptions).map((one) => one.label.trim()).join(", ") :
    node.isContentEditable ? node.textContent : node.value;

  const look = () => ({ at: Date.now(), url: location.href, read: observe(document) });
  // The nearest node that the observation shows: it leaves some out, such as <title>.
  const refOf = (seen, node) => {
    for (let at = node; at; at = at.parentNode || at.host) {
      const index = seen.read.nodes.indexOf(at);
      if (index >= 0) return `e${index}`;
    }
    return null;
  };

  const report = (seen, op, node, text = null, more = {}) => {
    const said = {
      at: seen.at, url: seen.url, op, text, ref: node ? refOf(seen, node) : null,
      elements: seen.read.elements, viewport: seen.read.viewport, ...more,
    };
    if (node && !said.ref) return;
    window.__NAME__(JSON.stringify(said));
  };

  // What is being typed or chosen: the field, the page before the first change, the first value.
  let edit = null;
  const begin = (node) => {
    if (edit && edit.node === node) return;
    finish();
    edit = { node, seen: look(), value: valueOf(node), changed: false };
  };
  const finish = () => {
    const done = edit;
    edit = null;
    if (!done || !done.changed) return;
    const value = valueOf(done.node);
    if (value === done.value) return;
    if (isList(done.node)) report(done.seen, "SELECT", done.node, value);
    else if (done.node.type !== "password") report(done.seen, "TYPE", done.node, value);
    else {
      // A password leaves the page only where the request itself says it.
      const known = value && (window.__NAME___request || "").includes(value);
      report(done.seen, "TYPE", done.node, known ? value : "");
    }
  };

  let press = null;
  const hear = (type, handler) => window.addEventListener(type, (event) => {
    if (event.isTrusted) handler(event);
  }, { capture: true, passive: true });

  hear("pointerdown", (event) => {
    const node = targetOf(event);
    if (event.button !== 0 || node === document.documentElement) return;
    if (edit && edit.node !== node) finish();
    press = { node, seen: look(), x: event.clientX, y: event.clientY };
    if (isSet(node)) {
      // Opening a list or moving a slider is part of setting it.
      begin(node);
      press = null;
    }
  });
  hear("pointerup", (event) => {
    const done = press;
    press = null;
    if (!done) return;
    const moved = Math.hypot(event.clientX - done.x, event.clientY - done.y) > MOVED;
    if (!moved) {
      report(done.seen, "CLICK", done.node);
      return;
    }
    const end = document.elementFromPoint(event.clientX, event.clientY);
    const endRef = end && refOf(done.seen, end);
    if (endRef) report(done.seen, "DRAG", done.node, null, { end_ref: endRef });
  });
  hear("focusin", (event) => {
    const node = targetOf(event);
    if (isSet(node)) begin(node);
  });
  hear("beforeinput", (event) => {
    const node = targetOf(event);
    if (isTyped(node)) begin(node);
  });
  hear("input", (event) => {
    const node = targetOf(event);
    if (!isTyped(node) && !isList(node)) return;
    if (!edit || edit.node !== node) return;
    edit.changed = true;
  });
  hear("keydown", (event) => {
    const node = targetOf(event);
    if (!KEYS.has(event.key) || event.isComposing) return;
    const inside = isTyped(node) || isList(node);
    const moves = /^(Arrow|Page|Home|End)/.test(event.key);
    if (inside && (moves || (event.key === "Enter" && node.tagName === "TEXTAREA"))) return;
    finish();
    const seen = look();
    if (event.key === "Enter") report(seen, "ENTER", null);
    else report(seen, "KEY", null, event.shiftKey ? `Shift+${event.key}` : event.key);
  });
  hear("focusout", (event) => {
    if (edit && targetOf(event) === edit.node) finish();
  });
  window.addEventListener("pagehide", finish, { capture: true });
  window.__NAME___finish = finish;
})();
