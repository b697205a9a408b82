"""Simulated people for `adapt.py`: each has a hidden preference, and reacts to answers.

A person asks, looks at the answer with a checker of their own, and says thanks or complains, in
the style of one of several writers. One follow-up in five is noise: it says nothing of the
answer, or complains of what the person does not mind. People, phrasings and topics that are
used while developing are others than those that are reported.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NOISE = 0.2
"""The share of follow-ups that are neutral or misleading."""

Check = Callable[[str], bool]


@dataclass(frozen=True)
class Person:
    """Someone with a hidden preference."""

    name: str
    kind: str
    explicit: bool
    """False where no follow-up contains an instruction."""

    says: tuple[str, ...]
    """What they say of an answer that they do not like; `{request}` is theirs again."""

    likes: Check
    """Whether an answer is as they want it; never true of an empty one."""

    asks: tuple[tuple[str, ...], tuple[str, ...]]
    """Requests to learn from, and requests that are held out."""


@dataclass(frozen=True)
class Exchange:
    """A request, its answer, and what was then said."""

    request: str
    answer: str
    said: str
    liked: bool
    complains: bool
    """Whether what was said is a complaint, be it a misleading one."""


def react(person: Person, request: str, answer: str, dice: random.Random) -> Exchange:
    """Let the person say something of an answer."""
    liked = person.likes(answer)
    if dice.random() < NOISE:
        complains = dice.random() < 0.5
        said = dice.choice(_MISLEADING if complains else _NEUTRAL)
    else:
        complains = not liked
        said = dice.choice(person.says if complains else _CONTENT)
    said = dice.choice(_WRITERS)(said.format(request=request.rstrip("?.")))
    return Exchange(request, answer, said, liked, complains)


# -- how people write ---------------------------------------------------------------------------


def _plainly(text: str) -> str:
    return text


def _tersely(text: str) -> str:
    return text.lower().rstrip(".!")


def _politely(text: str) -> str:
    return f"Sorry to bother you. {text} Thank you!"


def _chattily(text: str) -> str:
    return f"Hmm. {text} You know how I am."


_WRITERS = (_plainly, _plainly, _tersely, _politely, _chattily)

_NEUTRAL = (
    "Okay, moving on.",
    "I have to take a call now.",
    "It rains here today.",
    "My sister asked me the same.",
    "Right.",
)
_MISLEADING = (
    "Could you write that in French?",
    "That is rather brief, tell me much more.",
    "I'd have liked a quotation in it.",
    "No, that is the wrong year.",
    "Please leave out the numbers.",
)
_CONTENT = ("Thanks, that's what I wanted.", "Perfect.", "Great, thank you.", "That works for me.")

# -- what people look at ------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)


def _substantial(check: Check, least: int = 5) -> Check:
    """Return the check for answers that say something at all."""
    return lambda answer: len(words(answer)) >= least and check(answer)


def _has(pattern: str) -> Check:
    found = re.compile(pattern, re.IGNORECASE)
    return _substantial(lambda answer: found.search(answer) is not None)


def _lacks(pattern: str) -> Check:
    found = re.compile(pattern)
    return _substantial(lambda answer: found.search(answer) is None)


def _listed(answer: str) -> bool:
    return len(re.findall(r"(?m)^\s*(?:[-*•]|\d+[.)])\s+\S", answer)) >= 2


def _at_most(most: int) -> Check:
    return _substantial(lambda answer: len(words(answer)) <= most)


def _first(wanted: str, others: str) -> Check:
    """Return the check that `wanted` is named, and before any of the others."""

    def check(answer: str) -> bool:
        found = re.search(wanted, answer, re.IGNORECASE)
        other = re.search(others, answer, re.IGNORECASE)
        return found is not None and (other is None or found.start() < other.start())

    return _substantial(check, 4)


# -- what people ask ----------------------------------------------------------------------------

_TOPICS: dict[str, tuple[str, ...]] = {
    # learned from while developing, and held out while developing
    "sewing": (
        "How do I sew on a button?",
        "What thread is best for jeans?",
        "Why does my seam pucker?",
        "How do I hem trousers?",
        "What does bias mean in fabric?",
        "How do I mend a hole in a sock?",
        "Which needle do I need for silk?",
        "How can I keep fabric from fraying?",
        "What is a good first sewing project?",
        "How do I take my measurements?",
    ),
    "camping": (
        "How do I choose a sleeping bag?",
        "What should I cook on a camp stove?",
        "How do I keep insects out of a tent?",
        "Where should I pitch a tent?",
        "How do I start a fire with damp wood?",
        "What do I do when I meet a bear?",
        "How can I keep food cold on a trip?",
        "How do I dry wet boots?",
        "What belongs in a first-aid kit?",
        "How do I read a trail map?",
    ),
    "fish tank": (
        "How often do I change the water of a fish tank?",
        "Why is my tank cloudy?",
        "Which fish get along with guppies?",
        "How much should I feed goldfish?",
        "What plants grow in low light under water?",
        "How do I clean a filter?",
        "Why do my fish gasp at the surface?",
        "How do I move fish to a new tank?",
        "How warm should the water be?",
        "What does a snail do in a tank?",
    ),
    # learned from when reporting
    "cooking": (
        "How do I cook rice without it sticking?",
        "Why does bread dough need to rest?",
        "What can I make for dinner with chickpeas?",
        "How do I clean a cast iron pan?",
        "What goes well with roasted pumpkin?",
        "How long do boiled eggs keep?",
        "How do I thicken a soup?",
        "What is the difference between stock and broth?",
    ),
    "work": (
        "How do I ask my boss for a day off?",
        "What should I write in an out-of-office note?",
        "How do I say no to a meeting?",
        "How do I prepare for a job interview?",
        "What makes a good agenda?",
        "How can I stay focused in the afternoon?",
        "How do I give a colleague criticism?",
        "How do I ask for a raise?",
    ),
    "house": (
        "How do I unclog a kitchen sink?",
        "What is a good way to hang a heavy mirror?",
        "How do I get rid of ants?",
        "Why does my radiator make noises?",
        "How do I paint a ceiling?",
        "How can I save water at home?",
        "What do I do about a squeaky door?",
        "How do I clean a mattress?",
    ),
    "health": (
        "How can I fall asleep faster?",
        "How do I start running?",
        "What helps against a stiff neck?",
        "How much water should I drink?",
        "What is a good stretch for the back?",
        "How can I eat more vegetables?",
        "Why do muscles ache after sport?",
        "How do I stop biting my nails?",
    ),
    "learning": (
        "What is a good way to learn Spanish verbs?",
        "How do I remember names?",
        "How do I learn to touch-type?",
        "What is the best way to take notes?",
        "How do I start to read music?",
        "How can I read more books?",
        "How do I practise drawing faces?",
        "What is spaced repetition?",
    ),
    # held out when reporting
    "garden": (
        "How do I keep basil alive on a windowsill?",
        "When do I plant tulip bulbs?",
        "Why do my tomato leaves turn yellow?",
        "How do I start a compost heap?",
        "What grows in a shady bed?",
        "How do I prune roses?",
        "How do I keep slugs off lettuce?",
    ),
    "money": (
        "What does an index fund do?",
        "How do I make a monthly budget?",
        "What should I ask when I rent a flat?",
        "How do I save for a bicycle?",
        "What is compound interest?",
        "How do I split a bill with friends?",
        "How do I compare insurance offers?",
    ),
    "pets": (
        "How do I teach a puppy to sit?",
        "Why does my cat scratch the sofa?",
        "What do rabbits eat in winter?",
        "How do I bathe a dog?",
        "How do I find a vet I trust?",
        "How long can a cat stay alone?",
    ),
}


def _of(*topics: str) -> tuple[str, ...]:
    return tuple(request for topic in topics for request in _TOPICS[topic])


_DEVELOPING = (_of("sewing", "camping") * 2, _of("fish tank") * 2)
_REPORTING = (_of("cooking", "work", "house", "health", "learning"), _of("garden", "money", "pets"))


def _filled(forms: Sequence[str], fillers: Sequence[str], count: int) -> tuple[str, ...]:
    """Return `count` different requests, forms and fillers taken in turn."""
    every = [form.format(filler) for filler in fillers for form in forms]
    step = next(step for step in range(7, 99) if math.gcd(step, len(every)) == 1)
    return tuple(every[(at * step) % len(every)] for at in range(count))


_MESSAGES = (
    _filled(
        (
            "How should I tell {} that I'm late?",
            "I want to send {} a photo.",
            "Let {} know that dinner is at eight.",
            "What is the best way to reach {} today?",
            "How do I invite {} to my party?",
        ),
        ("Dana", "my brother", "the neighbours", "Ravi", "my coach", "Aunt May", "the team", "Lou"),
        40,
    ),
    _filled(
        (
            "How do I share the address with {}?",
            "I need to ask {} about Sunday.",
            "How can I thank {} for the gift?",
            "Remind {} of the tickets.",
        ),
        ("Ines", "my cousin", "Professor Oh", "the plumber", "Grandpa"),
        20,
    ),
)
_WAYS = (
    _filled(
        (
            "How do I get to {}?",
            "What is the best way to {} from here?",
            "How can I reach {} this afternoon?",
            "I have to be at {} by six. How should I go?",
            "Which ways are there to get to {}?",
        ),
        (
            "the museum",
            "the station",
            "the lake",
            "my office",
            "the market",
            "the cinema",
            "the old town",
            "the library",
        ),
        40,
    ),
    _filled(
        (
            "How do I travel to {}?",
            "I want to visit {} tomorrow. How do I get there?",
            "What ways lead to {}?",
            "How would you go to {} on a Sunday?",
        ),
        ("the zoo", "the harbour", "the stadium", "the hospital", "the swimming pool"),
        20,
    ),
)

# -- the people ---------------------------------------------------------------------------------

_VEHICLES = r"\b(?:bus|car|taxi|train|tram|metro|subway|drive|driving|bike|bicycle|cycl\w+)\b"
_OTHER_APPS = r"\b(?:whatsapp|e-?mail|sms|text message|facebook|messenger|phone call)\b"

DEVELOPING = (
    Person(
        "numbered",
        "form",
        True,
        (
            "Number the points, please.",
            "I want that as a numbered list.",
            "Give me 1, 2, 3 and so on.",
            "Put it in a list with numbers.",
            "Next time as a numbered list.",
        ),
        _substantial(_listed),
        _DEVELOPING,
    ),
    Person(
        "brief",
        "length",
        True,
        (
            "Keep it to a single sentence.",
            "One line is enough.",
            "Much shorter, please.",
            "Say it in ten words.",
        ),
        _at_most(20),
        _DEVELOPING,
    ),
    Person(
        "doctor",
        "tone",
        True,
        (
            "You should call me Doctor.",
            "I'd like to be addressed as Doctor.",
            "It is Doctor to you, please.",
            "Say Doctor when you talk to me.",
        ),
        _has(r"\bdoctor\b"),
        _DEVELOPING,
    ),
    Person(
        "yawning",
        "length",
        False,
        (
            "Phew, I got lost in the middle of that.",
            "That went on and on.",
            "I fell asleep while I read it.",
            "In a word: {request}?",
        ),
        _at_most(30),
        _DEVELOPING,
    ),
)

REPORTED = (
    Person(
        "bullets",
        "form",
        True,
        (
            "Can you write that as bullet points?",
            "I'd rather have a list with dashes.",
            "Bullet points, please.",
            "Please put each point on its own line with a dash.",
            "No paragraphs. Use bullet points.",
            "I read lists much better than text, so make it a list.",
        ),
        _substantial(_listed),
        _REPORTING,
    ),
    Person(
        "one sentence",
        "length",
        True,
        (
            "Too long. I want one short sentence.",
            "Just one short sentence, please.",
            "Shorter! One sentence will do.",
            "Please be brief, a sentence at most.",
            "Cut it down to one sentence.",
            "I only need the gist in one sentence.",
        ),
        _at_most(25),
        _REPORTING,
    ),
    Person(
        "captain",
        "tone",
        True,
        (
            "Call me Captain.",
            "You forgot to call me Captain.",
            "Please address me as Captain.",
            "I'm Captain to you.",
            "A little respect: say Captain when you answer me.",
            "I told you that I want to be called Captain.",
        ),
        _has(r"\bcaptain\b"),
        _REPORTING,
    ),
    Person(
        "cheerful",
        "tone",
        True,
        (
            "That sounds so cold. Be enthusiastic, with exclamation marks!",
            "More enthusiasm, please! Use exclamation marks!",
            "Be more cheerful! I love exclamation marks!",
            "Can you sound excited? Exclamation marks help!",
            "So dry. Cheer me up when you answer!",
        ),
        _substantial(lambda answer: answer.count("!") >= 2),
        _REPORTING,
    ),
    Person(
        "walks first",
        "order of options",
        True,
        (
            "Tell me first how to walk there.",
            "Walking comes first for me, then the rest.",
            "Start with the way on foot.",
            "Name walking before buses and cars.",
            "I like to walk, so put walking first.",
        ),
        _first(r"\b(?:walk\w*|on foot|by foot|stroll\w*)\b", _VEHICLES),
        _WAYS,
    ),
    Person(
        "signal",
        "choice of app",
        True,
        (
            "I use Signal for that.",
            "No, do it with Signal.",
            "Signal, please. I never use anything else.",
            "You should suggest the Signal app.",
            "For messages I only use Signal.",
        ),
        _first(r"\bsignal\b", _OTHER_APPS),
        _MESSAGES,
    ),
    Person(
        "no self",
        "never do that",
        True,
        (
            "Never talk about yourself.",
            "Don't say 'I'. This is not about you.",
            "Leave yourself out of it.",
            "No more sentences with 'I', please.",
            "Stop talking about yourself and just answer.",
        ),
        _lacks(r"\b(?:I|I'(?:m|d|ll|ve)|me|my|myself)\b"),
        _REPORTING,
    ),
    Person(
        "lost in text",
        "length",
        False,
        (
            "I stopped reading halfway.",
            "Ugh, a wall of text.",
            "I don't have the time to read all that.",
            "My eyes glaze over.",
            "Briefly: {request}?",
        ),
        _at_most(30),
        _REPORTING,
    ),
    Person(
        "what next",
        "form",
        False,
        (
            "I can't follow that paragraph while my hands are busy.",
            "List of points for: {request}?",
            "What comes first, what second, what third?",
            "It all runs together.",
            "I lost my place in it.",
        ),
        _substantial(_listed),
        _REPORTING,
    ),
)
