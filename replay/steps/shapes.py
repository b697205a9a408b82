"""What one step of several demonstrations has in common: which thing, and what with it.

A target is described by what is the same in all demonstrations, or by what their requests say
of it. Several descriptions may hold; the one is taken that finds the target on the screens of
the demonstrations. Where none does, the demonstrations are told apart. Knows nothing of
repetition, procedures and goals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...core.actions import Descriptor, Op
from ...memory.steps import TargetScorer
from ...policy.slots.slots import occurs, ties
from .aims import Aim
from .apart import SAME, Split, by_key, in_most, tell_apart, tell_apart_by_class
from .copying import Copy, copied
from .evidence import Finds
from .goals import APART, told_apart
from .guards import marks
from .rows import Row
from .said import (
    SAID,
    Varying,
    apart_by_letters,
    said,
    said_by_class,
    said_edges,
    said_field,
    said_looks,
    said_nearly,
    said_place,
)
from .scoring import scored
from .traces import FILLING
from .wording import masked

_FINDS = 0.9
"""A description that leads to its targets so likely is taken at once."""

_CLEARLY = 0.05
"""By so much a description has to be likelier to be taken for a simpler one."""

_HALF = 0.5
"""What requests say that leads to the targets so likely is what tells them."""

_MOSTLY = 0.8
"""A description that leads to the targets so likely is not given up for a scorer."""

_RARELY = 0.1
"""The share of pages on which chance may show what is meant on others."""

_ROLES = 5
"""So many roles of targets are told from all others."""

_WORTH = 0.3
"""By so much the targets have to be found likelier to tell demonstrations apart for it."""


@dataclass(frozen=True)
class Shape:
    """One step of several demonstrations."""

    op: Op
    aim: Aim | None
    """None where the step has no target."""

    text: str | None = None
    """What is typed, selected or pressed in all of them."""

    typed: Varying | None = None
    """What is typed or selected, where the request says it."""

    copy: Copy | None = None
    """From where on the page it is, where the page says it and the request does not."""

    scorer: TargetScorer | None = None
    """Chooses among what fits the description."""

    @property
    def varying(self) -> tuple[Varying, ...]:
        """All strings that follow from the request."""
        aims = [aim for aim in (self.aim, self.copy.source if self.copy else None) if aim]
        typed = (self.typed,) if self.typed else ()
        return (*typed, *(part for aim in aims for part in aim.varying))


def shape(rows: Sequence[Row], finds: Finds, *, opens: bool = False) -> Shape | Split:
    """Return what the rows share, or how to tell them apart.

    `opens` is true where the step made the same thing appear in all of them.
    """
    first = rows[0].move.action
    text, typed, copy = first.text, None, None
    if first.text is not None:
        values = [row.move.action.text or "" for row in rows]
        # What is put in and not in the log was kept secret: it has to be asked for.
        secret = first.op in FILLING and not any(values)
        text = None if secret else _constant(rows, values, "value")
        lettered = apart_by_letters(rows, values) if text is None else None
        if lettered and _are_asked_for(rows, lettered):
            return lettered
        if text is None:
            typed = said(rows, values, "value")
            if typed is None and first.op is Op.TYPE and not secret:
                copy = copied(rows, values, lambda found: _best(found, finds))
            if typed is None and copy is None:
                typed = said_nearly(rows, values) or Varying("value", tuple(values))
    if first.target is None:
        return Shape(first.op, None, text, typed)
    found = _aim(rows, finds, opens)
    if isinstance(found, list):
        return found
    aim, scorer = found
    return Shape(first.op, aim, text, typed, copy, scorer)


def _aim(rows: Sequence[Row], finds: Finds, opens: bool) -> tuple[Aim, TargetScorer | None] | Split:
    best, share = _best(rows, finds)
    if share >= _FINDS:
        return best, None
    says = bool(best.varying) and share >= _HALF
    if opens and (same := best if says else _part(rows)):
        return same, None  # whatever it was done to, it came to the same
    if by_class := tell_apart_by_class(rows):
        return by_class
    if rows[0].move.action.op in FILLING and (by_label := _by_label(rows)):
        return by_label
    # What the requests say tells which; what else differs is chance, but for the kind of thing.
    apart = tell_apart_by_class(rows, several=False) if says else tell_apart(rows)
    better = _share_apart(rows, apart, finds) if apart else 0.0
    if apart and better > share + _CLEARLY and _are_told_by_pages(rows, apart, finds):
        return apart
    broad, scorer, hits = _scored(rows, best)
    rival = max(share, hits)
    worth = better > rival + (_CLEARLY if says else _WORTH)
    if apart and worth and (scorer is None or rival == share or _are_asked_for(rows, apart)):
        return apart
    return (broad, scorer) if hits > share + _CLEARLY and share < _MOSTLY else (best, None)


def _by_label(rows: Sequence[Row]) -> Split | None:
    """Tell fields apart by what they are called: something else belongs into each."""
    return by_key([row.target.name or row.target.anchor for row in rows])


def _are_told_by_pages(rows: Sequence[Row], apart: Split, finds: Finds) -> bool:
    return _are_marked(rows, apart) or _are_elsewhere(rows, apart, finds)


def _are_marked(rows: Sequence[Row], apart: Split) -> bool:
    """Tell whether the pages show which branch is right."""
    pages = [[page.observation for at in one if (page := rows[at].move.page)] for one in apart]
    return sum(not mark for mark in marks(pages)) <= 1


def _are_elsewhere(rows: Sequence[Row], apart: Split, finds: Finds) -> bool:
    """Tell whether what is the target in one branch is not on the pages of the others."""
    found = []
    for branch in apart:
        aim, _ = _best([rows[at] for at in branch], finds)
        others = [row.move.page for at, row in enumerate(rows) if at not in branch]
        found += [page.shows(aim.base) for page in others if page]
    return sum(found) <= _RARELY * len(found)


def _are_asked_for(rows: Sequence[Row], apart: Split) -> bool:
    """Tell whether the requests ask for the largest branch in words of its own."""
    largest = set(sorted(apart, key=len)[-1])
    own = [row.request for at, row in enumerate(rows) if at in largest]
    others = [row.request for at, row in enumerate(rows) if at not in largest]
    return told_apart(own, others) >= APART


def _scored(rows: Sequence[Row], best: Aim) -> tuple[Aim, TargetScorer | None, float]:
    """Return the description without what only chance gave it, a scorer, and how well they do."""
    broad = replace(best, base=best.base.model_copy(update={"ordinal": None}))
    if not best.varying:
        broad = Aim(_kind(rows))
    scorer, hits = scored(rows, broad) or (None, 0.0)
    return broad, scorer, hits


def _kind(rows: Sequence[Row]) -> Descriptor:
    """Say what kind of thing the targets are."""
    targets = [row.target for row in rows]
    role = "|".join(in_most((target.role,) for target in targets) or _roles(targets))
    return Descriptor(role=role, classes=in_most(target.classes for target in targets))


def _share_apart(rows: Sequence[Row], apart: Split, finds: Finds) -> float:
    """Return how well the targets are found where each branch has a description of its own."""
    groups = [[rows[at] for at in places] for places in apart]
    return sum(_best(group, finds)[1] * len(group) for group in groups) / len(rows)


def _best(rows: Sequence[Row], finds: Finds) -> tuple[Aim, float]:
    best: tuple[Aim, float] | None = None
    for aim, certain in _aims(rows):
        share = finds(rows, aim, certain)
        if best is None or share > best[1] + _CLEARLY:  # the simpler come first
            best = aim, share
        if share >= _FINDS:
            break
        # Of several that are equally right, people take the first.
        first = replace(aim, base=aim.base.model_copy(update={"ordinal": 0}))
        if aim.varying and (share := finds(rows, first, 0.0)) > best[1] + _CLEARLY:
            best = first, share
    assert best is not None
    return best


def _aims(rows: Sequence[Row]) -> Iterator[tuple[Aim, float]]:
    """Yield descriptions, what is simple and says most first.

    Each comes with what to think of it where no screen can tell how well it finds its target.
    """
    targets = [row.target for row in rows]
    classes = in_most(target.classes for target in targets)
    same = {field: _same(rows, field) for field in ("resource_id", "text", "name")}
    alike = _kind(rows)
    base = alike.model_copy(update=same)
    anchor = said_field(rows, "anchor")
    beside = (anchor,) if anchor else ()
    if any(same.values()):
        yield Aim(base, beside), 1.0
    for field in ("text", "name", "resource_id"):
        if own := said_field(rows, field):
            yield Aim(base, (own,)), 1.0
            if beside:
                yield Aim(base, (own, *beside)), 1.0
    if part := _part(rows):
        yield part, 1.0
    if beside and not any(same.values()):
        yield Aim(base, beside), 0.0 if tell_apart_by_class(rows) else 0.9
    if label := said_field(rows, "after"):
        yield Aim(alike, (label,)), 0.5
    if label_of_all := _same(rows, "after"):
        yield Aim(base.model_copy(update={"after": label_of_all})), 0.5
    if looks := said_looks(rows):
        yield Aim(alike, (looks,)), 0.5
    if edges := said_edges(rows):
        yield Aim(alike, edges), 0.9
    if place := said_place(rows):
        yield Aim(alike, (place,)), 0.5
    if (named := said_by_class(rows)) and not _are_other_matters(rows, named):
        yield Aim(base, (named, *beside)), 0.0 if tell_apart_by_class(rows) else 0.9
    if near := _same(rows, "anchor"):
        yield Aim(base.model_copy(update={"anchor": near}), ()), 0.8
    alone = sum(1 for target in targets if target.ordinal is None and not target.anchor)
    yield Aim(base), 0.9 if classes and alone >= SAID * len(targets) else 0.0
    if traits := in_most(target.traits for target in targets):
        yield Aim(base.model_copy(update={"traits": traits})), 0.0
    ordinal = Counter(target.ordinal for target in targets).most_common(1)[0][0]
    yield Aim(base.model_copy(update={"ordinal": ordinal})), 0.0


def _are_other_matters(rows: Sequence[Row], named: Varying) -> bool:
    """Tell whether the requests differ in more than in what they call the thing.

    Who asks to press the trash icon "to delete it" asks for something else than who asks to
    press the star icon "to mark it as important".
    """
    texts = [masked(row.request, {"": span}) for row, span in zip(rows, named.spans, strict=True)]
    usual = max(named.spans, key=named.spans.count)
    own = [text for text, span in zip(texts, named.spans, strict=True) if span == usual]
    others = [text for text, span in zip(texts, named.spans, strict=True) if span != usual]
    return min(len(own), len(others)) > 1 and told_apart(own, others) >= APART


def _roles(targets: Sequence[Descriptor]) -> list[str]:
    roles = sorted({target.role for target in targets} - {""})
    return roles if len(roles) <= _ROLES else []


def _same(rows: Sequence[Row], field: str) -> str:
    return _constant(rows, [getattr(row.target, field) for row in rows], field) or ""


def _constant(rows: Sequence[Row], values: Sequence[str], field: str) -> str | None:
    """Return the string that nearly all share, unless one request alone explains it."""
    value, count = Counter(values).most_common(1)[0]
    if count < SAME * len(values):
        return None
    alone = len(rows) == 1 and field in ("value", "text", "name")
    if alone and ties(rows[0].request, value):
        return None if field == "value" or not rows[0].target.resource_id else value
    return value


def _part(rows: Sequence[Row]) -> Aim | None:
    """Return the part most often clicked of a thing that the request mentions.

    A row of a list can be clicked on its sender, its subject or the space between: all parts
    hold text, and all stand beside (or are) what the request mentions. It makes no difference,
    so one part stands for all. Icons hold no text; each does something else.
    """
    targets = [row.target for row in rows]
    if sum(bool(target.text) for target in targets) * 2 <= len(targets):
        return None
    said = [_said_text(row) for row in rows]
    if sum(map(bool, said)) < SAID * len(said):
        return None
    written = {target.classes for target in targets if target.text}
    kinds = Counter(target.classes for target, text in zip(targets, said, strict=True) if text)
    usual = max(kinds, key=lambda kind: (kinds[kind], kind in written))
    own = [t.text == text for t, text in zip(targets, said, strict=True) if t.classes == usual]
    field = "text" if sum(own) * 2 > len(own) else "anchor"
    values = tuple(text or target.anchor for target, text in zip(targets, said, strict=True))
    classes = in_most(target.classes for target in targets) if field == "text" else usual
    return Aim(Descriptor(role=targets[0].role, classes=classes), (Varying(field, values),))


def _said_text(row: Row) -> str:
    texts = (text for text in (row.target.text, row.target.anchor) if text)
    return next((text for text in texts if occurs(row.request, text)), "")
