// Watches from now on whether a press reaches the node. Returns {took}: a function that stops
// watching and tells whether a click reached the node, or the page shows anything that it did not
// show before; where that cannot be told, it says yes.
(node) => {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const page = element.ownerDocument, view = page.defaultView;
  if (!view) return { took: () => false }; // it was taken off the page

  const own = (one) => Array.from(one.childNodes)
    .filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data.trim()).join();
  // What is only put in another order, or built anew as it was, shows nothing new.
  const look = () => Array.from(page.querySelectorAll("*"))
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => [one.localName, own(one), one.value, one.checked, one.disabled].join("\n"))
    .sort().join("\n");

  // What is pressed in a frame is heard in there alone.
  const frames = "iframe, frame, object, embed";
  let reached = element.matches(frames) || Boolean(element.querySelector(frames));
  const hear = (event) => { reached = reached || event.composedPath().includes(element); };
  const before = look();
  view.addEventListener("click", hear, true);
  const took = () => {
    view.removeEventListener("click", hear, true);
    return reached || look() !== before;
  };
  return { took };
}
