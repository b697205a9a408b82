"""What simulated people ask: requests to learn from, and others, of other topics, held out."""

from __future__ import annotations

import math
from collections.abc import Sequence

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


DEVELOPING_ASKS = (_of("sewing", "camping") * 2, _of("fish tank") * 2)
REPORTING_ASKS = (
    _of("cooking", "work", "house", "health", "learning"),
    _of("garden", "money", "pets"),
)


def _filled(forms: Sequence[str], fillers: Sequence[str], count: int) -> tuple[str, ...]:
    """Return `count` different requests, forms and fillers taken in turn."""
    every = [form.format(filler) for filler in fillers for form in forms]
    step = next(step for step in range(7, 99) if math.gcd(step, len(every)) == 1)
    return tuple(every[(at * step) % len(every)] for at in range(count))


MESSAGES = (
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
WAYS = (
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
