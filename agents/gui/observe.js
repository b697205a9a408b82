// Reads a page into a flat list of elements, in document order, without touching it.
//
// A function expression: given a document it returns {elements, nodes, viewport}, where
// nodes[i] is the DOM node that elements[i] describes. The fields are those of
// uptake.core.observations.Element, but `look` stands for the traits: what can be told of how
// the element looks, for uptake.core.looks. The values of password fields are never read.
(document) => {
  const SKIPPED = new Set([
    "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "META", "LINK", "TITLE", "BASE", "PARAM",
  ]);
  const ROLES = {
    A: "link", BUTTON: "button", SUMMARY: "button", TEXTAREA: "textbox", SELECT: "combobox",
    OPTION: "option", OPTGROUP: "group", LI: "listitem", IMG: "img", H1: "heading",
    H2: "heading", H3: "heading", H4: "heading", H5: "heading", H6: "heading",
    PROGRESS: "progressbar", METER: "meter", DIALOG: "dialog",
  };
  const INPUT_ROLES = {
    button: "button", submit: "button", reset: "button", image: "button", file: "button",
    color: "button", checkbox: "checkbox", radio: "radio", range: "slider",
    number: "spinbutton", search: "searchbox",
  };
  const CLICKABLE_ROLES = new Set([
    "button", "link", "checkbox", "radio", "combobox", "option", "tab", "menuitem", "switch",
    "menuitemcheckbox", "menuitemradio", "treeitem", "textbox", "spinbutton", "slider",
    "searchbox",
  ]);
  const CHECKABLE_ROLES = new Set([
    "checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio",
  ]);
  const LIMIT = 5000; // elements
  const LONGEST = 2000; // characters of one string

  const elements = [], nodes = [];
  const tidy = (text) => (text || "").replace(/\s+/g, " ").trim().slice(0, LONGEST);

  const roleOf = (node) => {
    const explicit = (node.getAttribute("role") || "").trim().split(/\s+/)[0].toLowerCase();
    if (explicit && explicit !== "presentation" && explicit !== "none") return explicit;
    const tag = node.tagName.toUpperCase();
    if (tag === "INPUT") return INPUT_ROLES[node.type] || "textbox";
    return ROLES[tag] || tag.toLowerCase();
  };

  const textOf = (ids, root) => tidy(ids.split(/\s+/).map((id) => {
    const other = root.getElementById ? root.getElementById(id) : null;
    return other ? other.textContent : "";
  }).join(" "));

  const isField = (node) =>
    /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) && node.type !== "hidden";

  // A label without `for` that stands alone beside one field is meant for that field.
  const labelBeside = (node) => {
    const before = node.previousElementSibling;
    if (before && before.tagName === "LABEL" && !before.control) return before.textContent;
    return "";
  };

  const labelOf = (node) => {
    if (!isField(node)) return "";
    const labels = Array.from(node.labels || []).map((label) => label.textContent);
    return tidy(labels.join(" ")) || tidy(labelBeside(node));
  };

  const nameOf = (node) => {
    const by = node.getAttribute("aria-labelledby");
    const button = node.tagName === "INPUT" && INPUT_ROLES[node.type] === "button";
    return (by && textOf(by, node.getRootNode())) || tidy(node.getAttribute("aria-label")) ||
      labelOf(node) || tidy(node.getAttribute("alt")) || (button && tidy(node.value)) ||
      tidy(node.getAttribute("placeholder")) || tidy(node.getAttribute("title")) || "";
  };

  const descriptionOf = (node, name) => {
    const by = node.getAttribute("aria-describedby");
    const text = (by && textOf(by, node.getRootNode())) || tidy(node.getAttribute("title"));
    return text === name ? "" : text;
  };

  // A link without an address of its own leads nowhere else, whatever its script does.
  const urlOf = (node) => {
    if (node.tagName !== "A" || !/^(?!#|javascript:)./i.test(node.getAttribute("href") || "")) {
      return "";
    }
    return /^(https?|file):/.test(node.href) ? node.href.slice(0, LONGEST) : "";
  };

  const valueOf = (node) => {
    if (node.type === "password" || !isField(node)) return "";
    if (node.tagName === "SELECT") {
      return tidy(Array.from(node.selectedOptions).map((o) => o.label).join(", "));
    }
    return (node.value || "").slice(0, LONGEST);
  };

  const checkedOf = (node, role) => {
    if (node.tagName === "INPUT" && /^(checkbox|radio)$/.test(node.type)) return node.checked;
    if (node.tagName === "OPTION") return node.selected;
    const said = node.getAttribute("aria-checked") ?? node.getAttribute("aria-selected");
    if (said !== null) return said === "true";
    return CHECKABLE_ROLES.has(role) ? false : null;
  };

  const isEditable = (node) => {
    if (node.isContentEditable) return !node.parentElement?.isContentEditable;
    if (!isField(node) || node.tagName === "SELECT") return false;
    const role = INPUT_ROLES[node.type] || "textbox";
    return /^(textbox|searchbox|spinbutton|slider)$/.test(role) && !node.readOnly && !node.disabled;
  };

  const isClickable = (node, role, style) => CLICKABLE_ROLES.has(role) ||
    node.tagName === "LABEL" || typeof node.onclick === "function" ||
    node.hasAttribute("onclick") || node.tabIndex >= 0 || style.cursor === "pointer";

  const isScrollable = (node, style) =>
    (node.scrollHeight > node.clientHeight + 1 && /auto|scroll/.test(style.overflowY)) ||
    (node.scrollWidth > node.clientWidth + 1 && /auto|scroll/.test(style.overflowX));

  const round = (number) => Math.round(number * 10) / 10;
  const boundsOf = (rect, offset) => ({
    x: round(rect.left + offset.x), y: round(rect.top + offset.y),
    width: round(rect.width), height: round(rect.height),
  });

  const isFocused = (node) => node.getRootNode().activeElement === node &&
    node !== node.ownerDocument.body;

  const lookOf = (node, style) => {
    const drawn = node instanceof node.ownerDocument.defaultView.SVGElement;
    return {
      tag: node.tagName.toLowerCase(), kind: node.tagName === "INPUT" ? node.type : "",
      background: style.backgroundColor, corners: drawn ? node.points?.numberOfItems || 0 : 0,
      ink: !drawn ? style.color : style.fill === "none" ? style.stroke : style.fill,
    };
  };

  const push = (node, element) => {
    element.ref = "e" + elements.length;
    elements.push(element);
    nodes.push(node);
    return element.ref;
  };

  const pushText = (node, parent, offset, shown) => {
    const range = node.ownerDocument.createRange();
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    push(node, {
      role: "text", text: tidy(node.data), bounds: boundsOf(rect, offset), parent,
      visible: shown && rect.width > 0 && rect.height > 0, look: { tag: "#text" },
    });
  };

  const describe = (node, style, parent, offset) => {
    const role = roleOf(node), name = nameOf(node), rect = node.getBoundingClientRect();
    // The options of a closed list have no box; a person reaches them through the list.
    const boxed = (rect.width > 0 && rect.height > 0) ||
      (node.tagName === "OPTION" && node.closest("select")?.getBoundingClientRect().width > 0);
    return {
      role, name, value: valueOf(node), description: descriptionOf(node, name),
      url: urlOf(node), resource_id: node.id || "", classes: Array.from(node.classList),
      bounds: boundsOf(rect, offset), clickable: isClickable(node, role, style),
      editable: isEditable(node), scrollable: isScrollable(node, style),
      checked: checkedOf(node, role),
      enabled: !node.disabled && node.getAttribute("aria-disabled") !== "true",
      focused: isFocused(node), password: node.type === "password",
      visible: boxed && style.visibility === "visible" && style.opacity !== "0", parent,
      look: lookOf(node, style),
    };
  };

  const walkFrame = (node, parent, offset) => {
    let inner = null;
    try { inner = node.contentDocument; } catch { inner = null; } // another origin
    if (!inner || !inner.body) return;
    const rect = node.getBoundingClientRect();
    walk(inner.body, parent, {
      x: offset.x + rect.left + node.clientLeft, y: offset.y + rect.top + node.clientTop,
    });
  };

  const walkChildren = (node, element, offset) => {
    const inside = node.shadowRoot ? [...node.shadowRoot.childNodes] :
      node.tagName === "SLOT" ? node.assignedNodes({ flatten: true }) : [...node.childNodes];
    const parts = inside.filter((child) => child.nodeType === Node.ELEMENT_NODE ?
      !SKIPPED.has(child.tagName) : child.nodeType === Node.TEXT_NODE && /\S/.test(child.data));
    if (parts.length === 1 && parts[0].nodeType === Node.TEXT_NODE) {
      element.text = tidy(parts[0].data);
      return;
    }
    for (const part of parts) {
      if (part.nodeType === Node.ELEMENT_NODE) walk(part, element.ref, offset);
      else if (elements.length < LIMIT) pushText(part, element.ref, offset, element.visible);
    }
  };

  const walk = (node, parent, offset) => {
    if (elements.length >= LIMIT || SKIPPED.has(node.tagName)) return;
    const style = node.ownerDocument.defaultView.getComputedStyle(node);
    if (node.tagName === "INPUT" && node.type === "hidden") return;
    const element = describe(node, style, parent, offset);
    push(node, element);
    if (node.tagName === "IFRAME") walkFrame(node, element.ref, offset);
    // What stands between the tags of a text area is its first value, not a text beside it.
    else if (node.tagName !== "TEXTAREA") walkChildren(node, element, offset);
  };

  if (document.body) walk(document.body, null, { x: 0, y: 0 });
  return {
    elements, nodes,
    viewport: [document.documentElement.clientWidth, window.innerHeight],
  };
}
