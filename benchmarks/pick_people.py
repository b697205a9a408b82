"""The simulated people of `picks.py`: two goals each, and requests that name neither."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """Something that can be done, the requests that it was shown with, and those that mean it."""

    title: str
    shown: tuple[str, ...]
    meant: tuple[str, ...]


PEOPLE: dict[str, tuple[Goal, Goal]] = {
    "always the same": (
        Goal(
            "Send a message with Pigeon",
            ("send a Pigeon message to Lena", "write to Karl with Pigeon"),
            (
                "let Mona know I am late",
                "tell Peer the parcel is here",
                "ask Ines whether she is coming",
                "tell the plumber to ring the bell twice",
                "let the neighbours know about Sunday",
                "ask Tom for the door code",
                "tell Ruth thanks for the cake",
                "say happy birthday to Olaf",
            ),
        ),
        Goal("Write an e-mail", ("e-mail Lena about the trip", "send Karl an e-mail"), ()),
    ),
    "by who it is for": (
        Goal(
            "Send a message with Pigeon",
            ("send a Pigeon message to Lena", "write to Karl with Pigeon"),
            (
                "let my sister know I am late",
                "tell Mum the parcel is here",
                "ask my brother whether he is coming",
                "tell Grandpa about the match",
                "let my cousin know about Sunday",
                "ask Dad for the recipe",
            ),
        ),
        Goal(
            "Write an e-mail",
            ("e-mail Lena about the trip", "send Karl an e-mail"),
            (
                "let my boss know I am late",
                "tell the accountant the papers are here",
                "ask the landlord whether he is coming",
                "tell the whole team about the meeting",
                "let our client know about Monday",
                "ask the bank for the statement",
            ),
        ),
    ),
    "by what it is for": (
        Goal(
            "Play the playlist Still Water",
            ("play Still Water", "put on the Still Water playlist"),
            (
                "some music, I have to write a report",
                "music for reading, please",
                "play something while I study",
                "something to fall asleep to",
                "music for doing my taxes",
                "put something on, I need to concentrate",
            ),
        ),
        Goal(
            "Play the playlist Loud Kitchen",
            ("play Loud Kitchen", "put on the Loud Kitchen playlist"),
            (
                "some music, we are cooking",
                "music for cleaning the flat, please",
                "play something while my friends are here",
                "something to dance to",
                "music for my run",
                "put something on, the guests arrive at eight",
            ),
        ),
    ),
    "by how far": (
        Goal(
            "Book a train ticket",
            ("book a train ticket to Bern", "get me a seat on the train to Basel"),
            (
                "I have to be in Paris on Friday",
                "get me to Hamburg tomorrow",
                "how do I get to my aunt in Vienna, book it",
                "bring me to the conference in Milan",
                "I need to go to Munich next week",
                "get me to Prague for the weekend",
            ),
        ),
        Goal(
            "Order a taxi",
            ("order a taxi to the zoo", "call me a cab to the theatre"),
            (
                "I have to be at the dentist at three",
                "get me to the office tomorrow",
                "how do I get to the swimming pool, book it",
                "bring me to the restaurant",
                "I need to go to the post office",
                "get me home from the party",
            ),
        ),
    ),
    "by how soon": (
        Goal(
            "Order from Green Corner",
            ("order from Green Corner", "get food from Green Corner"),
            (
                "something to eat in the lunch break",
                "order a quick lunch for me",
                "I am hungry and the next meeting is at one",
                "food to my desk, please",
                "get me something between two calls",
                "lunch at the office, the usual size",
            ),
        ),
        Goal(
            "Order from Casa Nera",
            ("order from Casa Nera", "get food from Casa Nera"),
            (
                "something to eat for a long evening",
                "order dinner for the two of us",
                "we are hungry and have all night",
                "food for film night, please",
                "get us something for after the concert",
                "supper at home with candles",
            ),
        ),
    ),
}
