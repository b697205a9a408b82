// Hears what a person does on a page and reports each intended action, with the page as it was
// just before. Two placeholders are filled in: the function that reads a page, and the name of
// the function that hears of an action. Only trusted events count: a person made them.
//
// Reports are JSON: {at, op, ref, text, end_ref, elements, viewport, url}. What is typed or
// chosen is reported at its first change, with a name in `edit`; {edit, text} says what the field
// holds since, and a text of null that it holds what it held before. So nothing is lost when the
// page is left, or closed, in the middle.
(() => {
  if (window.top !== window) {
    // A frame of this site belongs to its page; one of another site cannot be seen into.
    try { window.top.__NAME___hear(window); } catch { /* it is another site's */ }
    return;
  }
  if (window.__NAME___hear) return;
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
  const isBare = (node) => !node.ownerDocument || node === node.ownerDocument.body ||
    node === node.ownerDocument.documentElement;
  // What the space bar presses.
  const isPressed = (node) => /^(BUTTON|SUMMARY)$/.test(node.tagName) ||
    (node.tagName === "INPUT" && /^(button|submit|reset|checkbox|radio)$/.test(node.type));
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
    edit = { node, seen: look(), value: valueOf(node), name: null };
  };
  const change = () => {
    const text = valueOf(edit.node);
    if (edit.name) {
      window.__NAME__(JSON.stringify({ edit: edit.name, text }));
      return;
    }
    edit.name = `${edit.seen.at}-${Math.random()}`;
    report(edit.seen, isList(edit.node) ? "SELECT" : "TYPE", edit.node, text, { edit: edit.name });
  };
  const finish = () => {
    if (edit && edit.name && valueOf(edit.node) === edit.value) {
      window.__NAME__(JSON.stringify({ edit: edit.name, text: null }));
    }
    edit = null;
  };

  const press = (node, key) => {
    const inside = isTyped(node) || isList(node);
    const moves = /^(Arrow|Page|Home|End)/.test(key);
    if (inside && (moves || (key === "Enter" && node.tagName === "TEXTAREA"))) return;
    finish();
    report(look(), "KEY", isBare(node) ? null : node, key);
  };

  let held = null; // where the mouse went down, and the page before that
  const drop = (node) => {
    const end = held && node && refOf(held.seen, node);
    if (end) report(held.seen, "DRAG", held.node, null, { end_ref: end });
    held = null;
  };

  const HANDLERS = {
    pointerdown: (event, node) => {
      if (event.button !== 0 || node === node.ownerDocument.documentElement) return;
      if (edit && edit.node !== node) finish();
      // Opening a list or moving a slider is part of setting it.
      if (isSet(node)) begin(node);
      else held = { node, seen: look(), x: event.clientX, y: event.clientY };
    },
    pointerup: (event) => {
      if (!held) return;
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) > MOVED) {
        drop(event.view.document.elementFromPoint(event.clientX, event.clientY));
      } else {
        report(held.seen, "CLICK", held.node);
        held = null;
      }
    },
    drop: (event, node) => drop(node), // a drag that the browser itself shows ends so
    focusin: (event, node) => { if (isSet(node)) begin(node); },
    beforeinput: (event, node) => { if (isTyped(node)) begin(node); },
    input: (event, node) => { if (edit && edit.node === node) change(); },
    keydown: (event, node) => {
      if (event.isComposing) return;
      if (event.key === " " && isPressed(node)) report(look(), "CLICK", node);
      else if (KEYS.has(event.key)) press(node, event.shiftKey ? `Shift+${event.key}` : event.key);
    },
    focusout: (event, node) => { if (edit && node === edit.node) finish(); },
  };

  const heard = new WeakSet();
  const hear = (view) => {
    if (heard.has(view.document)) return;
    heard.add(view.document);
    for (const [type, handle] of Object.entries(HANDLERS)) {
      const listener = (event) => { if (event.isTrusted) handle(event, targetOf(event)); };
      view.addEventListener(type, listener, { capture: true, passive: true });
    }
    view.addEventListener("pagehide", finish, { capture: true });
    for (let at = 0; at < view.frames.length; at += 1) {
      try { hear(view.frames[at]); } catch { /* it is another site's */ }
    }
  };
  Object.defineProperty(window, "__NAME___hear", { value: hear });
  hear(window);
})();
