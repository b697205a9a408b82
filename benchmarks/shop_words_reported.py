"""The goods and wishes that are reported, and not looked at before; see `shop_words.py`."""

from __future__ import annotations

from shop_words import Goods, Wish

GOODS = (
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
                ("I need step-free access.", "I don't want places with stairs."),
                ("I use a wheelchair.", "I can't climb stairs."),
                "Access",
                ("step-free, lift to every floor", "ramp and wide doors"),
                ("steep staircase, no lift", "third floor, stairs only"),
            ),
            Wish(
                ("I prefer hotels without pets.", "I don't want dogs in the hotel."),
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
                ("I prefer audiobooks.", "I don't want printed books."),
                ("I listen to books while I drive.", "I'd rather listen than read."),
                "Edition",
                ("audiobook", "read aloud by the author"),
                ("hardback", "paperback, small print"),
            ),
            Wish(
                ("I like uplifting books.", "I don't want tragic stories."),
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
                ("I prefer wireless headphones.", "I don't want headphones with a cable."),
                ("I hate cables.", "Wires always get in my way."),
                "Connection",
                ("Bluetooth", "wireless"),
                ("3.5 mm jack cable", "wired USB-C"),
            ),
            Wish(
                ("I want headphones with noise cancelling.", "I don't want open headphones."),
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
                ("I prefer hands-on workshops.", "I don't want lectures."),
                ("I learn best by doing.", "Lectures send me to sleep."),
                "Format",
                ("hands-on workshop", "practise from the first hour"),
                ("series of lectures", "talks with slides"),
            ),
            Wish(
                ("I prefer small groups.", "I don't want large classes."),
                ("I get nervous in big groups.", "Large classes make me anxious."),
                "Class",
                ("up to 4 people", "one to one"),
                ("class of 40", "lecture hall for 200"),
            ),
        ),
    ),
)
