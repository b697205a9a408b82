"""What the shops of `shops.py` sell, in two sets that share no goods, no names and no layouts.

One set is looked at while developing, the other is reported.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """Something a person wants without saying so, and what tells whether an item honours it."""

    said: tuple[str, ...]
    """How a person once said it; one of these is in memory."""

    attribute: str
    honours: tuple[str, ...]
    """Values of the attribute that the person is glad of."""

    violates: tuple[str, ...]
    """Values of it that they would rather not have."""


@dataclass(frozen=True)
class Goods:
    """What one kind of shop sells."""

    shop: str
    noun: str
    """What one of them is called, in the plural."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    """Names are made of a first and a second word."""

    choices: dict[str, tuple[str, ...]]
    """Attributes that a request may ask for -> their values."""

    asked: dict[str, str]
    """How a request asks for a value of each of these."""

    price: tuple[str, int, int, str]
    """What the price is called, its bounds, and how it is written."""

    wishes: tuple[Wish, ...]


DEVELOPMENT = (
    Goods(
        shop="Tablefinder",
        noun="restaurants",
        first=("Blue", "Copper", "Little", "Old", "Salt", "River", "Paper", "Velvet"),
        second=("Lantern", "Kettle", "Fig", "Anchor", "Orchard", "Spoon", "Heron", "Gate"),
        choices={
            "Cuisine": ("Thai", "Italian", "Mexican", "Georgian", "Indian"),
            "District": ("Old Town", "Harbour", "Westend", "Station"),
        },
        asked={"Cuisine": "{} food", "District": "in {}"},
        price=("Price", 12, 68, "${:d}"),
        wishes=(
            Wish(
                ("I can't stand crowds.", "I like it calm when I eat."),
                "Atmosphere",
                ("quiet garden", "hushed dining room"),
                ("packed and lively", "loud party crowd"),
            ),
            Wish(
                ("I don't eat meat.", "I have been a vegetarian for years."),
                "Kitchen",
                ("plant-based dishes", "vegetables and grains"),
                ("steak and ribs", "grilled lamb"),
            ),
        ),
    ),
    Goods(
        shop="Reel Street",
        noun="films",
        first=("Silent", "Last", "Golden", "Winter", "Broken", "Hidden", "Paper", "Northern"),
        second=("Harvest", "Station", "Mirror", "Letters", "Summer", "Bridge", "Signal", "Tide"),
        choices={
            "Genre": ("Comedy", "Drama", "Thriller", "Documentary"),
            "Country": ("France", "Japan", "Brazil", "Norway"),
        },
        asked={"Genre": "a {}", "Country": "from {}"},
        price=("Rent", 2, 15, "${:d}.99"),
        wishes=(
            Wish(
                ("I hate violence in films.", "Blood on screen makes me ill."),
                "Tone",
                ("gentle and warm", "tender"),
                ("brutal fights", "gory"),
            ),
            Wish(
                ("I never read subtitles.", "I can't follow a film when I have to read it."),
                "Language",
                ("dubbed in English", "English audio"),
                ("original audio, subtitled", "subtitles only"),
            ),
        ),
    ),
)

REPORTED = (
    Goods(
        shop="Staywell",
        noun="hotels",
        first=("Amber", "Cedar", "Marble", "Sunny", "Grand", "Quay", "Linden", "Royal", "Mill"),
        second=("House", "Lodge", "Court", "Terrace", "Inn", "Rooms", "Palace", "View", "Yard"),
        choices={
            "Town": ("Lisbon", "Porto", "Faro", "Braga", "Evora"),
            "Board": ("breakfast", "half board", "full board"),
        },
        asked={"Town": "in {}", "Board": "with {}"},
        price=("Per night", 45, 260, "€{:d}"),
        wishes=(
            Wish(
                ("I use a wheelchair.", "I can't climb stairs."),
                "Access",
                ("step-free, lift to every floor", "ramp and wide doors"),
                ("steep staircase, no lift", "third floor, stairs only"),
            ),
            Wish(
                ("I'm allergic to dogs.", "I don't want animals around me when I travel."),
                "House rules",
                ("no pets", "pets are not allowed"),
                ("dogs welcome", "two resident cats and a dog"),
            ),
        ),
    ),
    Goods(
        shop="Dogear",
        noun="books",
        first=(
            "Ash",
            "Clockwork",
            "Distant",
            "Glass",
            "Hollow",
            "Iron",
            "Midnight",
            "Quiet",
            "Red",
        ),
        second=("Archive", "Cartographer", "Daughter", "Garden", "Islands", "Music", "Road", "Sea"),
        choices={
            "Subject": ("history", "travel", "cooking", "science", "poetry"),
            "Published by": ("Alder", "Brook", "Corvid", "Dune"),
        },
        asked={"Subject": "about {}", "Published by": "published by {}"},
        price=("Our price", 6, 55, "£{:d}.50"),
        wishes=(
            Wish(
                ("I listen to books while I drive.", "I'd rather listen than read."),
                "Edition",
                ("audiobook", "read aloud by the author"),
                ("hardback", "paperback, small print"),
            ),
            Wish(
                ("Sad stories drag me down.", "I want to feel good after the last page."),
                "Mood",
                ("uplifting", "funny and hopeful"),
                ("heartbreaking", "bleak and tragic"),
            ),
        ),
    ),
    Goods(
        shop="Soundworks",
        noun="headphones",
        first=("Aero", "Bravo", "Cirrus", "Delta", "Echo", "Fjord", "Gamma", "Halo", "Ion"),
        second=("One", "Pro", "Lite", "Max", "Studio", "Air", "Nova", "Prime", "Go"),
        choices={
            "Colour": ("black", "white", "blue", "green"),
            "Maker": ("Ortofan", "Kolmar", "Bexley", "Tandy"),
        },
        asked={"Colour": "in {}", "Maker": "by {}"},
        price=("Price", 25, 320, "{:d} EUR"),
        wishes=(
            Wish(
                ("I hate cables.", "Wires always get in my way."),
                "Connection",
                ("Bluetooth", "wireless"),
                ("3.5 mm jack cable", "wired USB-C"),
            ),
            Wish(
                ("I work in a noisy open office.", "Noise around me breaks my concentration."),
                "Isolation",
                ("active noise cancelling", "closed back, blocks outside sound"),
                ("open back, lets sound in", "you hear your surroundings"),
            ),
        ),
    ),
    Goods(
        shop="Evening School",
        noun="courses",
        first=("Practical", "Modern", "Everyday", "Advanced", "Creative", "Classic", "Urban"),
        second=(
            "Pottery",
            "Spanish",
            "Sketching",
            "Baking",
            "Carpentry",
            "Singing",
            "Chess",
            "Yoga",
        ),
        choices={
            "Weekday": ("Monday", "Tuesday", "Thursday", "Saturday"),
            "Campus": ("North", "South", "Riverside"),
        },
        asked={"Weekday": "on {}", "Campus": "at the {} campus"},
        price=("Fee", 40, 390, "CHF {:d}"),
        wishes=(
            Wish(
                ("I learn best by doing.", "Lectures send me to sleep."),
                "Format",
                ("hands-on workshop", "practise from the first hour"),
                ("series of lectures", "talks with slides"),
            ),
            Wish(
                ("I get nervous in big groups.", "Large classes make me anxious."),
                "Class",
                ("up to 4 people", "one to one"),
                ("class of 40", "lecture hall for 200"),
            ),
        ),
    ),
)

OTHER_FACTS = (
    "My sister lives in Leeds.",
    "I usually get up at six.",
    "My favourite colour is teal.",
    "I play the cello.",
    "I'm learning Portuguese.",
    "My car is a small hatchback.",
    "I take my coffee black.",
    "I'm left-handed.",
    "I work as an accountant.",
    "My passport expires next spring.",
    "I support a football club from Dortmund.",
    "My daughter is called Ines.",
    "I use the metric system.",
    "I pay my bills on the first of the month.",
    "I keep my notes in one long file.",
    "I moved here three years ago.",
)
"""What memory knows besides, and what says nothing about any of the goods."""
