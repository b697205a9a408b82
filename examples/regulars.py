"""Regulars: simulated people who ask for things in few words and mean something of their own.

Nobody says "a large flat white with oat milk from the harbour branch" every morning: they say
"get me a flat white". Each of the people made here has ways that they keep to (most of the time),
things that they do not care about, and now and then a wish for once, which they say. Some change
their mind for good halfway, and some keep to one thing early in the day, or at weekends, and to
another else. Nothing in these logs was recorded from a real person.

    python examples/regulars.py [--out examples/regulars] [--seed 7] [--timed 0.15]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.replay.schema import Demonstration, DemonstrationStep

OUT = Path(__file__).resolve().parent / "regulars"
FIRST_DAY = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=1)))
"""A Monday; the hours are those of these people's clocks, wherever the logs are read."""

MINUTES = 14 * 60
"""They ask for things until so long after eight in the morning."""

OCCASIONS: dict[str, Callable[[datetime], bool]] = {
    "early": lambda when: when.hour < 12,
    "late": lambda when: when.hour >= 18,
    "at weekends": lambda when: when.weekday() >= 5,
}
"""When some people want something else than at other times."""


@dataclass(frozen=True)
class Part:
    """A part of an order that people may leave unsaid."""

    field: str
    """What the field is called on the page."""

    values: tuple[str, ...]
    said: str = ""
    """How it is put behind the rest of a request; empty where it is always said in its place."""

    waived: str = ""
    """How one says that it is not to be as usual, without saying how."""


@dataclass(frozen=True)
class App:
    """A form, and how people ask for what it does."""

    name: str
    phrasings: tuple[str, ...]
    """With the main part in braces."""

    main: Part
    parts: tuple[Part, ...]
    button: str

    def page(self) -> Observation:
        """Return the form, empty."""
        fields = (self.main, *self.parts)
        elements = [
            Element(ref=f"f{at}", role="combobox", name=one.field, editable=True, clickable=True)
            for at, one in enumerate(fields)
        ]
        button = Element(ref="go", role="button", text=self.button, clickable=True)
        return Observation(app=self.name, elements=(*elements, button))


APPS = (
    App(
        "cafe",
        ("order a {}", "get me a {}", "I would like a {}", "a {}, please", "time for a {}"),
        Part("drink", ("latte", "flat white", "cappuccino", "mocha", "cortado", "americano")),
        (
            Part("size", ("small", "medium", "large"), "in {}", "in another size today"),
            Part("milk", ("oat", "whole", "soy", "almond"), "with {} milk", "different milk today"),
            Part(
                "branch",
                ("Harbour", "Station", "Old Town"),
                "from the {} branch",
                "from somewhere else this time",
            ),
        ),
        "Order",
    ),
    App(
        "rides",
        ("book a ride to {}", "take me to {}", "I need a car to {}", "get me to {}"),
        Part(
            "destination",
            ("Museum", "Airport", "Stadium", "Library", "Clinic", "Market", "Theatre", "Zoo"),
        ),
        (
            Part("car", ("compact", "estate", "van"), "in a {}", "in a different car this time"),
            Part("payment", ("invoice", "cash", "card"), "and pay by {}", "with another payment"),
        ),
        "Book",
    ),
    App(
        "messages",
        ("write to {}", "send {} a hello", "drop {} a line", "say hello to {}"),
        Part("contact", ("Ines", "Tomas", "Wilma", "Bela", "Oskar", "Nadja", "Piet", "Signe")),
        (
            Part("channel", ("mail", "chat", "text"), "by {}", "on a different channel"),
            Part("priority", ("normal", "urgent"), "as {}", ""),
        ),
        "Send",
    ),
)


@dataclass
class Person:
    """Somebody with ways of their own."""

    name: str
    keeps_to: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(app, field) -> what they choose: first, and after they changed their mind."""

    on: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(app, field) -> one of `OCCASIONS`, and what they keep to then."""

    faithful: float = 0.93
    """How often they choose what they keep to, 0..1."""

    def usual(self, app: App, part: Part, progress: float, when: datetime) -> str:
        """Return what they keep to; "" where they do not care. `progress` is 0..1."""
        occasion, value = self.on.get((app.name, part.field), ("", ""))
        if occasion and OCCASIONS[occasion](when):
            return value
        values = self.keeps_to.get((app.name, part.field), ())
        return values[min(len(values) - 1, int(progress * len(values)))] if values else ""


def people(count: int, chance: random.Random, timed: float = 0.0) -> list[Person]:
    """Make people; of the parts they care about, one in ten will change.

    Of the others a share `timed` is otherwise at some times.
    """
    made = []
    for number in range(count):
        person = Person(f"regular-{number:02}", faithful=chance.uniform(0.88, 1.0))
        for app in APPS:
            for part in app.parts:
                if chance.random() < 0.7:
                    first, second = chance.sample(part.values, 2)
                    changes = chance.random() < 0.1
                    person.keeps_to[app.name, part.field] = (first, second) if changes else (first,)
                    if not changes and chance.random() < timed:
                        occasion = chance.choice(list(OCCASIONS))
                        person.on[app.name, part.field] = (occasion, second)
        made.append(person)
    return made


def demonstrations(
    app: App, person: Person, count: int, chance: random.Random
) -> Iterator[Demonstration]:
    """Yield what a person asks for and does, once a day."""
    for number in range(count):
        when = FIRST_DAY + timedelta(days=number, minutes=chance.randrange(MINUTES))
        request, chosen, vaguely = _wish(app, person, number / count, when, chance)
        yield Demonstration(
            id=f"{person.name}-{app.name}-{number:03}",
            app=app.name,
            person=person.name,
            request=request,
            outcome="success",
            recorded_at=when,
            steps=tuple(_steps(app, chosen)),
            note=f"otherwise: {', '.join(vaguely)}" if vaguely else "",
        )


def _wish(
    app: App, person: Person, progress: float, when: datetime, chance: random.Random
) -> tuple[str, dict[str, str], list[str]]:
    """Return what is said, what is meant, and of what it is only said that it is not as usual."""
    vague: list[str] = []
    main = chance.choice(app.main.values)
    request, chosen = chance.choice(app.phrasings).format(main), {app.main.field: main}
    for part in app.parts:
        usual = person.usual(app, part, progress, when)
        kept = usual and chance.random() < person.faithful
        others = [value for value in part.values if value != usual]
        chosen[part.field] = usual if kept else chance.choice(others)
        if usual and not kept:
            # A wish for once is said: what it is, or only that it is not as usual.
            vaguely = part.waived and chance.random() < 0.4
            request += f" {part.waived if vaguely else part.said.format(chosen[part.field])}"
            vague += [part.field] if vaguely else []
        elif chance.random() < 0.2:
            request += f" {part.said.format(chosen[part.field])}"
    return request, chosen, vague


def _steps(app: App, chosen: Mapping[str, str]) -> Iterator[DemonstrationStep]:
    page = app.page()
    for at, one in enumerate((app.main, *app.parts)):
        action = Action(op=Op.SELECT, target=Ref(ref=f"f{at}"), text=chosen[one.field])
        yield DemonstrationStep(time_ms=1000.0 * at, observation=page, action=action)
    press = Action(op=Op.CLICK, target=Ref(ref="go"))
    yield DemonstrationStep(time_ms=9000.0, observation=page, action=press)


def main() -> None:
    """Write one log for each app."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--each", type=int, default=14, help="demonstrations of a person")
    parser.add_argument("--timed", type=float, default=0.15, help="share of habits of a time")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - nothing is kept secret with it
    everybody = people(arguments.people, chance, arguments.timed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for app in APPS:
        shown = [
            one
            for person in everybody
            for one in demonstrations(app, person, arguments.each, chance)
        ]
        path = arguments.out / f"{app.name}.jsonl"
        path.write_text("".join(f"{one.to_line()}\n" for one in shown), encoding="utf-8")
        print(f"{path.name}: {len(shown)} demonstrations, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
