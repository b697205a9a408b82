"""What the gate measures: what must rise, what must not fall.

Each function compares what models made of the same questions (`evaluation.Results`), and returns
a `Measure` that says in words what was found. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .. import fixed_sets
from ..adapters.versions import Figure, Measure
from .answers import mean_length, variety
from .confidence import lower_bound
from .contest import Bounds, HeldOut
from .evaluation import Results

# --- what must rise ---


def ranking_accuracy(
    held_out: HeldOut, base: Results, before: Results, after: Results, bounds: Bounds
) -> Measure:
    """Measure how often the better answer of a pair is ranked above the worse.

    By the implicit reward of direct preference optimisation, the log-likelihood less that of the
    base model (Rafailov et al. 2023, section 4): so the base model itself ranks nothing, which
    counts as one half. Turns, not pairs, are independent.
    """
    old = [_ranked(b, r) for b, r in zip(base.pairs, before.pairs, strict=True)]
    new = [_ranked(b, r) for b, r in zip(base.pairs, after.pairs, strict=True)]
    turns = held_out.by_turn
    return _rise(
        "ranking accuracy",
        [_mean(old[place] for place in places) for places in turns],
        [_mean(new[place] for place in places) for places in turns],
        bounds,
        "of the answers that you would rather have had are ranked above those you had",
    )


def _ranked(base: tuple[float, float], model: tuple[float, float]) -> float:
    """Return 1 where the better answer gained more than the worse; a tie is half right."""
    chosen, rejected = (mine - bases for mine, bases in zip(model, base, strict=True))
    return 0.5 if chosen == rejected else float(chosen > rejected)


def adherence(before: Results, after: Results, bounds: Bounds) -> Measure:
    """Measure how much the answers are what the person then asked for.

    The share of their wishes that an answer keeps to, where a text shows that (verifiable
    instructions; Zhou et al. 2023, "Instruction-Following Evaluation for Large Language Models"),
    and the hindsight gap, which sees what no text shows: how much likelier the base model finds
    the answer once it is told what the person said about the first one, in nats per token. The two
    are added, as where answers are re-ranked (`reranking`). It does not look at the pairs, so that
    pairs with swapped labels cannot raise it.
    """
    what = "is how much the answers are what your follow-ups ask for"
    return _rise("adherence", _adherences(before), _adherences(after), bounds, what)


def _adherences(results: Results) -> list[float]:
    return [kept + gap for kept, gap in zip(results.kept, results.gaps, strict=True)]


# --- what must not fall ---


def general_ability(base: Results, after: Results, bounds: Bounds) -> Measure:
    """Measure the log-likelihood of how good answers go on, in nats per token."""
    old, new = _mean(base.fixed.general), _mean(after.fixed.general)
    fall = (old - new) / abs(old) if old else 0.0
    return _kept("general ability", old, new, fall, len(after.fixed.general), bounds)


def routes(base: Results, after: Results, bounds: Bounds) -> Measure:
    """Measure the probability of the right one among the titles of what a request could mean."""
    old, new = _mean(base.fixed.routes), _mean(after.fixed.routes)
    fall = (old - new) / old if old else 0.0
    return _kept("routes", old, new, fall, len(after.fixed.routes), bounds)


def norms(base: Results, after: Results, bounds: Bounds) -> Iterator[Measure]:
    """Measure, for each kind of norm, by what margin those that the base model keeps are kept.

    In nats per token. Neither may one of them lose much of its margin, nor all on average.
    """
    by_kind: dict[str, list[Figure]] = {}
    for norm, old, new in zip(fixed_sets.norms(), base.fixed.norms, after.fixed.norms, strict=True):
        if old > bounds.clear:
            least = old - max(bounds.norm_fall * old, bounds.norm_slack)
            found = Figure(what=norm.request, before=old, after=new, passed=new > max(0.0, least))
            by_kind.setdefault(norm.norm, []).append(found)
    for kind, figures in by_kind.items():
        yield _norms(kind, figures, bounds)


def _norms(kind: str, figures: Sequence[Figure], bounds: Bounds) -> Measure:
    old, new = _mean(one.before for one in figures), _mean(one.after for one in figures)
    moved = [one for one in figures if not one.passed]
    fell = (old - new) / old
    if moved:
        says = f"the norm of {kind} moved, as in: {moved[0].what}"
    elif fell >= bounds.norms_fall:
        says = f"the norms of {kind} lost {fell:.0%} of the margin by which they are kept"
    else:
        says = f"all {len(figures)} norms of {kind} stayed"
    passed = not moved and fell < bounds.norms_fall
    return Measure(
        name=f"norms: {kind}", before=old, after=new, passed=passed, says=says,
        count=len(figures), figures=tuple(figures),
    )  # fmt: skip


def length(
    before: Sequence[str], after: Sequence[str], preferred: Sequence[str], bounds: Bounds
) -> Measure:
    """Measure the words of an answer; longer ones must be what the person prefers."""
    old, new = mean_length(before), mean_length(after)
    most = max(old, mean_length(preferred)) * (1 + bounds.longer)
    empty = sum(not answer.strip() for answer in after)
    says = f"answers have {new:.0f} words on average; it was {old:.0f}"
    if empty:
        says = f"{empty} of {len(after)} answers are empty"
    passed = not empty and new <= most
    return Measure(name="length", before=old, after=new, passed=passed, says=says, count=len(after))


def sameness(
    before: Sequence[str], after: Sequence[str], preferred: Sequence[str], bounds: Bounds
) -> Measure:
    """Measure how varied the answers are among themselves (`answers.variety`)."""
    words = max(2, round(min(mean_length(before), mean_length(after))))
    old, new = variety(before, words), variety(after, words)
    # A person may like answers that are alike; what they prefer is then alike, too.
    least = min(old, variety(preferred, words)) * (1 - bounds.variety_fall)
    return Measure(
        name="variety",
        before=old,
        after=new,
        passed=new >= least,
        says=f"{new:.0%} of neighbouring words in the answers are new; it was {old:.0%}",
        count=len(after),
    )


# --- words ---


def _rise(
    name: str, before: Sequence[float], after: Sequence[float], bounds: Bounds, what: str
) -> Measure:
    old, new = _mean(before), _mean(after)
    low = lower_bound([b - a for a, b in zip(before, after, strict=True)], bounds.confidence)
    passed = low > 0
    rose = "rose" if passed else "did not surely rise"
    return Measure(
        name=name,
        before=old,
        after=new,
        passed=passed,
        says=f"{name} {rose}: {new:.2f} {what}, it was {old:.2f} (rise at least {low:+.2f})",
        low=low,
        count=len(before),
    )


def _kept(
    name: str, before: float, after: float, fall: float, count: int, bounds: Bounds
) -> Measure:
    passed = fall < bounds.general_fall
    changed = f"fell by {fall:.1%}" if fall > 0 else "did not fall"
    return Measure(
        name=name, before=before, after=after, passed=passed, says=f"{name} {changed}", count=count
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
