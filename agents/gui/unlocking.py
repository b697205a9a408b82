"""Opens what a page keeps closed until a text was read to its end: terms, notices, agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle

_LOOKS = 15
"""Looks, 20 ms apart, within which pages notice that something was scrolled; looks are counted
because a machine that is busy halts the page as well."""

# Scrolls one box after the other to its end, the page itself last, until the control is open.
_READ_ON = """async (node, looks) => {
  const isClosed = () => node.disabled || node.getAttribute?.("aria-disabled") === "true";
  const document = node.ownerDocument;
  const isBox = (box) => box.scrollHeight > box.clientHeight + 1 &&
    /auto|scroll/.test(document.defaultView.getComputedStyle(box).overflowY);
  const boxes = [...document.querySelectorAll("*")].filter(isBox);
  for (const box of [...boxes, document.scrollingElement]) {
    const before = box.scrollTop;
    box.scrollTop = box.scrollHeight;
    let left = box.scrollTop === before ? 0 : looks;
    while (isClosed() && left-- > 0) await new Promise((done) => setTimeout(done, 20));
    if (!isClosed()) break;
  }
  return {open: !isClosed(), takesText: Boolean(node.matches?.(":read-write"))};
}"""


async def unlock(node: ElementHandle) -> tuple[bool, bool]:
    """Scroll texts to their end; tells whether the control is open then, and takes text."""
    state = await node.evaluate(f"node => ({_READ_ON})(node, {_LOOKS})")
    return bool(state["open"]), bool(state["takesText"])
