"""Simulated people for `adapt.py`, each with a hidden preference.

People, phrasings and topics that are used while developing are others than those that are reported.
"""

from __future__ import annotations

from adapt_checks import at_most, first, has, lacks, listed, substantial
from adapt_reactions import Person
from adapt_requests import DEVELOPING_ASKS, MESSAGES, REPORTING_ASKS, WAYS

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
        substantial(listed),
        DEVELOPING_ASKS,
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
        at_most(20),
        DEVELOPING_ASKS,
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
        has(r"\bdoctor\b"),
        DEVELOPING_ASKS,
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
        at_most(30),
        DEVELOPING_ASKS,
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
        substantial(listed),
        REPORTING_ASKS,
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
        at_most(25),
        REPORTING_ASKS,
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
        has(r"\bcaptain\b"),
        REPORTING_ASKS,
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
        substantial(lambda answer: answer.count("!") >= 2),
        REPORTING_ASKS,
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
        first(r"\b(?:walk\w*|on foot|by foot|stroll\w*)\b", _VEHICLES),
        WAYS,
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
        first(r"\bsignal\b", _OTHER_APPS),
        MESSAGES,
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
        lacks(r"\b(?:I|I'(?:m|d|ll|ve)|me|my|myself)\b"),
        REPORTING_ASKS,
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
        at_most(30),
        REPORTING_ASKS,
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
        substantial(listed),
        REPORTING_ASKS,
    ),
)
