"""The teacher of hindsight: better answers of the same model, which also sees the follow-up.

Of what it writes, that is chosen which owes most to the follow-up. Where the follow-up wishes for
another form of the answer, and a text shows whether it has it, answers are edited until they have.
What plainly does harm is not taught, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ....core.protocols import Embedder, Message
from ...model.language_model import Loaded, LocalModel
from ...wishes.heeding import Heeded, edited
from ..lessons.lessons import Lesson
from ..lessons.sifting import do_harm
from .completions import (
    Completion,
    Written,
    completion,
    end_of_message,
    logprobs_of,
    prompt_tokens,
    write,
)
from .descent import Stop

_Drawn = tuple[tuple[int, ...], Written]
"""The tokens of a view of a lesson, and an answer to it."""

_Candidate = tuple[tuple[int, ...], Written, Heeded]
"""The tokens of a view of a lesson, an answer to it, and that answer as it would be taught."""


@dataclass(frozen=True)
class Teaching:
    """How the teacher answers."""

    samples: int = 2
    """How many answers the teacher gives in each view of a lesson; one of all is learned from."""

    plain: float = 0.5
    """Which one: that of the highest log p(answer | follow-up) - `plain` * log p(answer), per
    token. At 0 the most probable one, which may heed nothing; at 1 the one that owes most to
    the follow-up, which may speak of nothing else."""

    copied: float = 0.7
    """What shares this much with the request, with the answer that was minded or with what was
    said of it is no better answer, 0..1; small models say again what they read."""

    temperature: float = 0.5
    longest: int = 72
    """The longest answer of the teacher's, in tokens."""

    seed: int = 0


def hindsight_prompt(lesson: Lesson, *, shows_answer: bool = False) -> list[Message]:
    """Return what the teacher sees: the prompt, and what the user said once it was answered.

    The follow-up, with what is wished in plain words, stands beside the request, or after the
    answer that was given, if it is shown.
    """
    said = " ".join([lesson.followup.strip(), *(wish.told for wish in lesson.wishes)])
    if shows_answer:
        return [*lesson.prompt, Message("assistant", lesson.answer), Message("user", said)]
    *before, request = lesson.prompt
    return [*before, replace(request, content=f"{request.content}\n\n{said}")]


@dataclass(frozen=True)
class Taught:
    """One answer, as the student and as the teacher come to it."""

    student: Completion
    teacher: Completion
    score: float
    unmet: int
    """How many of the lesson's wishes it does not meet."""

    put_in: tuple[bool, ...] = ()
    """Which of the answer's tokens an edit put where they are; empty where nothing was edited."""


def taught(
    model: LocalModel,
    lessons: Sequence[Lesson],
    embedder: Embedder,
    parameters: Teaching,
    stop: Stop,
) -> Iterator[tuple[Lesson, Taught]]:
    """Yield the answer to learn from for each lesson for which there is one.

    The minded answer itself where edits make it what was wished for, else the best that the
    teacher writes; never one that plainly does harm, by what the `embedder` makes of it.
    """
    base = model.ready()
    usable = [one for one in lessons if _teaches(one)]
    to_draw: list[Lesson] = []
    for lesson in usable:
        one = _mended(base, lesson, embedder)
        if one is None:
            to_draw.append(lesson)
        else:
            yield lesson, one
    for lesson, drawn in _drawn(base, to_draw, parameters, stop):
        if stop():
            return
        found = scored(base, lesson, drawn, embedder, parameters)
        if found:
            yield lesson, min(found, key=lambda one: (one.unmet, -one.score))


def _mended(base: Loaded, lesson: Lesson, embedder: Embedder) -> Taught | None:
    """Return the minded answer as it was wished for; None where edits do not achieve that.

    Nor where it does harm: then what the teacher writes may do none.
    """
    if not (lesson.of_form and lesson.wishes):
        return None
    better = edited(lesson.answer, lesson.wishes)
    if better.unmet or not better.edited or any(do_harm([better.text], embedder)):
        return None
    student = completion(base, lesson.prompt, better.text)
    return Taught(
        student,
        completion(base, hindsight_prompt(lesson), better.text),
        score=0.0,
        unmet=0,
        put_in=put_in(completion(base, lesson.prompt, lesson.answer).answer, student.answer),
    )


def put_in(before: Sequence[int], after: Sequence[int]) -> tuple[bool, ...]:
    """Tell of each token after an edit whether it stands there by the edit.

    So does what was inserted, and the token that follows what was taken out: without the edit
    another one would have come there.
    """
    found = [False] * len(after)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, _, _, start, end in steps:
        if tag != "equal":
            found[start : max(end, start + 1)] = [True] * (max(end, start + 1) - start)
    return tuple(found[: len(after)])


def _drawn(
    base: Loaded, lessons: Sequence[Lesson], parameters: Teaching, stop: Stop
) -> Iterator[tuple[Lesson, list[_Drawn]]]:
    """Yield what the teacher writes in each view of each lesson, all written side by side."""
    views = [
        prompt_tokens(base, hindsight_prompt(lesson, shows_answer=shown))
        for lesson in lessons
        for shown in (False, True)
    ]
    drawn = write(
        base,
        views,
        each=parameters.samples,
        temperature=parameters.temperature,
        seed=parameters.seed,
        limit=parameters.longest,
        stop=stop,
    )
    mine = 2 * parameters.samples
    for place, lesson in enumerate(lessons):
        spots = range(place * mine, (place + 1) * mine)
        yield lesson, [(views[at // parameters.samples], drawn[at]) for at in spots]


def _said(lesson: Lesson) -> tuple[str, ...]:
    """Return what was said already: the request, the answer that was minded, the follow-up."""
    return lesson.prompt[-1].content, lesson.answer, lesson.followup


def _is_new(text: str, said: Sequence[str], copied: float) -> bool:
    """Tell whether an answer is one, and does not say once more what was said."""
    likest = (SequenceMatcher(None, text, one, autojunk=False).ratio() for one in said)
    return bool(text) and all(likeness < copied for likeness in likest)


def _new(lesson: Lesson, drawn: Iterable[_Drawn], parameters: Teaching) -> list[_Candidate]:
    """Return what does not say once more what was said, edited to what is wished."""
    said = _said(lesson)
    return [
        (seen, one, edited(one.text, lesson.wishes))
        for seen, one in drawn
        if _is_new(one.text, said, parameters.copied)
    ]


def _harmless(candidates: Sequence[_Candidate], embedder: Embedder) -> Iterator[_Candidate]:
    """Yield those that do no harm as they would be taught; they are embedded together."""
    harm = do_harm([better.text for _, _, better in candidates], embedder)
    yield from (one for one, does in zip(candidates, harm, strict=True) if not does)


def scored(
    base: Loaded,
    lesson: Lesson,
    drawn: Iterable[_Drawn],
    embedder: Embedder,
    parameters: Teaching,
) -> list[Taught]:
    """Return the answers that are new and do no harm, edited to what is wished, with their scores.

    A score tells what an answer owes to the follow-up.
    """
    import torch

    found: list[Taught] = []
    prompt = prompt_tokens(base, lesson.prompt)
    for seen, one, better in _harmless(_new(lesson, drawn, parameters), embedder):
        tokens = (*base.tokens(better.text), end_of_message(base)) if better.edited else one.tokens
        student, teacher = Completion(prompt, tokens), Completion(seen, tokens)
        with torch.inference_mode():
            alone = float(logprobs_of(base, [student])[0].sum())
            known = float(logprobs_of(base, [teacher])[0].sum()) if better.edited else one.logprob
        score = (known - parameters.plain * alone) / len(tokens)
        places = put_in(one.tokens, tokens) if better.edited else ()
        found.append(Taught(student, teacher, score, len(better.unmet), places))
    return found


def _teaches(lesson: Lesson) -> bool:
    return bool(lesson.prompt and lesson.followup.strip()) and lesson.strength > 0
