"""Chooses from lists: `<select>` elements, and lists that a page built itself."""

from __future__ import annotations

from dataclasses import replace

from .observing import take_snapshot
from .pointing import ActionFailed, Found, Scene
from .pressing import press
from .settling import LIMIT_MS

_CHOICES = frozenset({"option", "menuitem", "listitem", "treeitem", "menuitemradio"})

# Finds the wanted options, and tells whether they can be chosen.
_FIND = """(node, wanted) => {
  const list = node.closest("select");
  if (!list) return {error: "it is no list"};
  if (list.disabled) return {error: "the list is disabled"};
  const tidy = (text) => text.replace(/\\s+/g, " ").trim();
  const options = Array.from(list.options);
  const labels = options.map((one) => tidy(one.label).toLowerCase());
  const find = (label) =>
    options.find((one) => tidy(one.label) === label) ||
    options[labels.indexOf(label.toLowerCase())] ||
    options.find((one) => one.value === label);
  // Labels may hold what joins them, as in "Tea, herbal tea and milk and sugar": longest first.
  const split = (rest) => {
    if (!rest) return [];
    const starts = (label) => label && rest.toLowerCase().startsWith(label) &&
      !/^\\w/.test(rest.slice(label.length));
    const fitting = options.filter((_, at) => starts(labels[at]))
      .sort((one, other) => tidy(other.label).length - tidy(one.label).length);
    for (const option of fitting) {
      const left = rest.slice(tidy(option.label).length);
      const others = split(left.replace(/^\\s*(?:[,;&]\\s*)?(?:(?:and|or)\\s+)?/i, ""));
      if (others) return [option, ...others];
    }
    return null;
  };
  const whole = wanted === null ? node : find(wanted);
  const chosen = whole ? [whole] : (list.multiple && wanted && split(wanted)) || [];
  if (!chosen.length) return {error: `the list has no option "${wanted}"`};
  const closed = chosen.find((option) => option.disabled);
  if (closed) return {error: `the option "${tidy(closed.label)}" is disabled`};
  return {indices: chosen.map((option) => option.index)};
}"""


async def choose(found: Found, label: str | None, scene: Scene) -> None:
    """Choose the option with that label in the list, or the option itself where label is None.

    Where a list takes several, the label may be a list of labels: "a, b and c". Raises
    `ActionFailed` where there is no such option.
    """
    wanted = None if label is None else " ".join(label.split())
    if await found.node.evaluate("node => !!(node.closest && node.closest('select'))"):
        await _choose_native(found, wanted)
    else:
        await _choose_in_page(found, wanted or "", scene)


async def _choose_native(found: Found, wanted: str | None) -> None:
    chosen = await found.node.evaluate(_FIND, wanted)
    if "error" in chosen:
        raise ActionFailed(str(chosen["error"]))
    list_ = await found.node.evaluate_handle("node => node.closest('select')")
    element = list_.as_element()
    assert element is not None
    await element.select_option(index=[int(at) for at in chosen["indices"]], timeout=LIMIT_MS)


async def _choose_in_page(found: Found, wanted: str, scene: Scene) -> None:
    """Open the list with a click where it is closed, then click the choice."""
    if await _click_choice(wanted, scene):
        return
    await press(found, scene)
    opened = await take_snapshot(scene.page)
    try:
        if not await _click_choice(wanted, replace(scene, seen=opened)):
            raise ActionFailed(f'the list has no choice "{wanted}"')
    finally:
        await opened.release()


async def _click_choice(wanted: str, scene: Scene) -> bool:
    seen = scene.seen
    for element in seen.observation.elements:
        if element.role not in _CHOICES or not element.visible:
            continue
        says = element.name or seen.observation.text_within(element)
        if says.casefold() != wanted.casefold():
            continue
        node = await seen.node(element.ref)
        if node is not None:
            await press(Found(element, node), scene)
            return True
    return False
