"""A wish about answers: what it asks of a text, and how a text is edited until it is met.

Instructions that can be verified in the text itself (IFEval; Zhou et al. 2023, "Instruction-
Following Evaluation for Large Language Models"), and edits that carry them out, as people
carry them out by hand (PRELUDE; Gao et al. 2024, "Aligning LLM Agents by Learning Latent
Preference from User Edits"). Editing keeps what is said: it orders, marks, names and leaves out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from . import content, form, wording
from .languages import is_in

Test = Callable[[str, str, str], bool | None]
"""Takes an answer, the wish's value and the answer that was minded."""

Edit = Callable[[str, str], str]
"""Takes an answer and the wish's value."""


@dataclass(frozen=True)
class Kind:
    """What wishes of one kind have in common."""

    told: str
    """What a model is told; `{}` stands for the value."""

    met: Test
    mend: Edit | None = None
    told_without: str = ""
    """What a model is told where there is no value."""

    asked: tuple[str, ...] = ()
    """What the user might say with a request, in several wordings; else what a model is told."""


@dataclass(frozen=True)
class Wish:
    """How somebody wants answers to be."""

    kind: str
    """One of `KINDS`: "layout.numbered". What stands before the dot is its dimension."""

    value: str = ""
    """What the kind leaves open: "20 words", "1 sentence", a name, a thing, a language."""

    @property
    def dimension(self) -> str:
        """In what answers differ that meet it or not."""
        return self.kind.partition(".")[0]

    @cached_property
    def bare(self) -> Wish:
        """The wish without its amount."""
        return replace(self, value="") if self.dimension == "length" else self

    def after(self, minded: str) -> Wish:
        """Return the wish as said of an answer: "longer" asks for more than that answer has."""
        longer = self == Wish("length.longer")
        return replace(self, value=form.longer_than(minded)) if longer else self

    @cached_property
    def key(self) -> str:
        """What tells it from others, whatever its amount: "layout.numbered", "avoid.term=meat"."""
        value = self.bare.value.casefold()
        return f"{self.kind}={value}" if value else self.kind

    @property
    def told(self) -> str:
        """The wish as a model is told it."""
        kind = KINDS[self.kind]
        return kind.told.replace("{}", self.value) if self.value else kind.told_without or kind.told

    @property
    def asked(self) -> tuple[str, ...]:
        """The wish as its user might say it with a request, in one wording or several."""
        wordings = KINDS[self.kind].asked
        return tuple(one.replace("{}", self.value) for one in wordings) or (self.told,)

    def met(self, answer: str, minded: str = "") -> bool | None:
        """Tell whether an answer meets it; None where no text shows that.

        A wish for more or less of something without an amount compares with the answer that was
        `minded`, where there is one.
        """
        return KINDS[self.kind].met(answer, self.value, minded) if answer.strip() else False

    def mend(self, answer: str) -> str:
        """Return the answer edited to meet it, or as it is where no edit does that."""
        edit = KINDS[self.kind].mend
        if edit is None or self.met(answer) or not answer.strip():
            return answer
        edited = edit(answer, self.value)
        return edited if edited.strip() else answer

    def excludes(self, other: Wish) -> bool:
        """Tell whether no answer can meet both."""
        if {self.kind, other.kind} == {"include.term", "avoid.term"}:
            return self.value.casefold() == other.value.casefold()
        if _is_list_of_one_sentence(self, other) or _is_list_of_one_sentence(other, self):
            return True
        if self.dimension != other.dimension or self.dimension in _ADDING_UP:
            return False
        return self.kind != other.kind or (
            self.dimension in _ONE_OF and self.value.casefold() != other.value.casefold()
        )


def _is_list_of_one_sentence(length: Wish, layout: Wish) -> bool:
    return length == Wish("length.shorter", "1 sentence") and layout.kind in _LISTS


def _simple(test: Callable[[str], bool], edit: Callable[[str], str], told: str) -> Kind:
    """Return a kind that leaves nothing open."""
    return Kind(told, lambda answer, _, __: test(answer), lambda answer, _: edit(answer))


def _untold(_: str, __: str, ___: str) -> None:
    """Say that no text shows by itself whether such a wish is met."""


_LISTS = ("layout.bulleted", "layout.numbered")

_ADDING_UP = ("include", "avoid")
"""Several of these hold side by side."""

_ONE_OF = ("address", "first", "language")
"""Of these, another value is another wish."""

_OF_A_THING = ("I'd like to use {}.", "What about {}?")
"""Said with a request, these lead a small model to a thing without a word of mentioning it."""

KINDS: dict[str, Kind] = {
    "length.shorter": Kind("Be brief: at most {}.", form.is_short, form.shorten, "Be brief."),
    "length.longer": Kind(
        "Explain at length: at least {}.", form.is_long, told_without="Explain at length."
    ),
    "layout.numbered": _simple(form.is_numbered, form.number, "Answer as a numbered list."),
    "layout.bulleted": _simple(form.is_bulleted, form.bullet, "Answer as a list with dashes."),
    "layout.prose": _simple(form.is_prose, form.flow, "Answer in running text, without lists."),
    "layout.paragraphs": _simple(form.is_airy, form.air, "Write short paragraphs."),
    "markup.none": _simple(form.is_unmarked, form.unmark, "Write without Markdown."),
    "emoji.none": _simple(
        lambda answer: not wording.has_emoji(answer), wording.drop_emoji, "Use no emoji."
    ),
    "emoji.some": _simple(wording.has_emoji, wording.add_emoji, "Use an emoji."),
    "address.name": Kind(
        "Call the user {}.",
        lambda answer, name, _: content.mentions(answer, name),
        content.address,
    ),
    "tone.lively": _simple(wording.is_lively, wording.enliven, "Be lively, and exclaim!"),
    "tone.sober": _simple(wording.is_sober, wording.sober, "Be sober; never exclaim."),
    "register.formal": _simple(wording.is_formal, wording.formalise, "Write formally."),
    "register.casual": _simple(wording.is_casual, wording.casualise, "Write casually."),
    "manner.direct": _simple(wording.is_direct, wording.straighten, "Be direct; do not hedge."),
    "manner.warm": Kind("Be warm and kind.", _untold),
    "first.term": Kind(
        "Name {} first.",
        lambda answer, term, _: content.is_first(answer, term),
        content.put_first,
        asked=_OF_A_THING,
    ),
    "include.term": Kind(
        "Always mention {}.",
        lambda answer, term, _: content.mentions(answer, term),
        content.name_it,
        asked=_OF_A_THING,
    ),
    "avoid.term": Kind(
        "Never mention {}.",
        lambda answer, term, _: not content.mentions(answer, term),
        content.leave_out,
    ),
    "self.none": _simple(
        wording.is_impersonal, wording.depersonalise, "Do not speak of yourself; never say I."
    ),
    "words.plain": Kind(
        "Use plain, short words.",
        lambda answer, _, minded: wording.is_plain(answer, minded),
        lambda answer, _: wording.simplify(answer),
    ),
    "words.technical": Kind("Use the technical terms.", _untold),
    "ending.question": _simple(form.asks_at_end, form.ask_at_end, "End with a question."),
    "ending.statement": _simple(
        lambda answer: not form.asks_at_end(answer),
        form.drop_questions,
        "Do not end with a question.",
    ),
    "case.upper": _simple(str.isupper, str.upper, "WRITE IN CAPITAL LETTERS."),
    "case.lower": _simple(str.islower, str.lower, "write in lower case."),
    "units.metric": _simple(wording.is_metric, wording.to_metric, "Use metric units."),
    "units.imperial": _simple(wording.is_imperial, wording.to_imperial, "Use imperial units."),
    "numbers.none": _simple(wording.has_no_numbers, wording.drop_numbers, "Give no figures."),
    "examples.some": Kind("Give an example.", _untold),
    "language.named": Kind("Answer in {}.", lambda answer, language, _: is_in(answer, language)),
}
"""What can be wished for."""
