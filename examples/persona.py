"""Mara at work: a scripted persona does tasks in a real browser, and the recorder watches.

She knows the pages as a person does who uses them every day, and has her ways: a message is
deleted from within, after a look at it; only now and then by the icon in the list. What she
does goes through real mouse and keyboard events, so the demonstrations that come of it are
what the recorder makes of any person's work.

    python examples/persona.py [--out examples/demonstrations] [--only email-inbox]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from uptake.agents.gui.browser import BrowserDevice
from uptake.core.actions import Action, Op, Ref
from uptake.core.observations import Element, Observation
from uptake.core.testing import temporary_home
from uptake.replay.recorder import Recorder
from uptake.replay.schema import Demonstration

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))
from pages import Episode, Pages  # noqa: E402 - the benchmarks are no package

NAME = "mara"


class Hands:
    """Mara's hands and eyes: she finds things by what she knows of the page."""

    def __init__(self, device: BrowserDevice) -> None:
        self._device = device

    def see(self) -> Observation:
        """Look at the page."""
        return self._device.observe()

    def find(self, fits: Callable[[Element], bool], within: Element | None = None) -> Element:
        """Return the first visible thing that fits, inside another where one is given."""
        seen = self.see()
        pool = seen.within(within) if within else iter(seen.elements)
        return next(element for element in pool if element.visible and fits(element))

    def click(self, fits: Callable[[Element], bool], within: Element | None = None) -> None:
        """Click it."""
        self._do(Action(op=Op.CLICK, target=Ref(ref=self.find(fits, within).ref)))

    def write(self, fits: Callable[[Element], bool], text: str) -> None:
        """Click into the field and type."""
        self._do(Action(op=Op.TYPE, target=Ref(ref=self.find(fits).ref), text=text))

    def _do(self, action: Action) -> None:
        result = self._device.act(action)
        if not result.ok:
            raise RuntimeError(f"{NAME} cannot {action.op}: {result.error}")


def has_id(id_: str) -> Callable[[Element], bool]:
    """Fit the element with that id."""
    return lambda element: element.resource_id == id_


def has_class(name: str) -> Callable[[Element], bool]:
    """Fit elements with that class."""
    return lambda element: name in element.classes


def enter_text(hands: Hands, request: str, _number: int) -> None:
    """Write it down and send it off."""
    hands.write(has_id("tt"), quoted(request)[0])
    hands.click(has_id("subbtn"))


def login_user(hands: Hands, request: str, _number: int) -> None:
    """Sign in."""
    user, password = quoted(request)
    hands.write(has_id("username"), user)
    hands.write(has_id("password"), password)
    hands.click(has_id("subbtn"))


def click_option(hands: Hands, request: str, _number: int) -> None:
    """Choose one and send it off."""
    wanted = between(request, "Select ", " and click")
    label = hands.find(
        lambda element: (
            element.role == "label" and hands.see().text_within(element).strip() == wanted
        )
    )
    hands.click(lambda element: element.role == "radio", within=label)
    hands.click(has_id("subbtn"))


def email_inbox(hands: Hands, request: str, number: int) -> None:
    """Do what is to be done with someone's message."""
    sender = re.split(r" and |\.", request.removeprefix("Find the email by "))[0]
    card = _card_of(hands, sender)
    if "trash" in request and number % 4 == 3:
        hands.click(has_class("trash"), within=card)  # in a hurry, now and then
        return
    if "star" in request:
        hands.click(has_class("star"), within=card)
        return
    hands.click(has_class("email-sender"), within=card)
    if "trash" in request:
        hands.click(has_class("trash"))
    elif "forward" in request:
        hands.click(has_class("email-forward"))
        hands.write(has_class("forward-sender"), between(request, "that email to ", "."))
        hands.click(has_id("send-forward"))
    else:
        hands.click(has_class("email-reply"))
        hands.write(has_id("reply-text"), quoted(request)[0])
        hands.click(has_id("send-reply"))


def _card_of(hands: Hands, sender: str) -> Element:
    seen = hands.see()
    for element in seen.elements:
        if "email-thread" in element.classes and seen.text_within(element).startswith(sender):
            return element
    raise RuntimeError(f"{NAME} sees no message by {sender}")


def quoted(request: str) -> list[str]:
    """Return what stands in quotes."""
    return re.findall(r'"([^"]*)"', request)


def between(request: str, start: str, end: str) -> str:
    """Return what stands between two pieces of the request."""
    return request.split(start, 1)[1].split(end, 1)[0]


@dataclass(frozen=True)
class Work:
    """What Mara is recorded at."""

    task: str
    do: Callable[[Hands, str, int], None]
    kinds: tuple[tuple[str, int], ...] = (("", 6),)
    """A word that a request must have, and how many demonstrations of such requests to make."""


WORK = (
    Work("enter-text", enter_text),
    Work("login-user", login_user),
    Work("click-option", click_option),
    Work("email-inbox", email_inbox, (("trash", 8), ("star", 5), ("reply", 5), ("forward", 5))),
)
FIRST_SEED = 9000


def record(work: Work, device: BrowserDevice, pages: Pages) -> Iterator[Demonstration]:
    """Yield the demonstrations of one task, made on fresh pages."""
    recorder, hands, seed = Recorder(device), Hands(device), FIRST_SEED
    for word, wanted in work.kinds:
        number = 0
        while number < wanted:
            episode, seed = pages.begin(device, work.task, seed), seed + 1
            if word in episode.request:
                yield _watched(work, recorder, hands, episode, number, seed)
                number += 1


def _watched(
    work: Work, recorder: Recorder, hands: Hands, episode: Episode, number: int, seed: int
) -> Demonstration:
    recorder.start(episode.request, app=work.task, person=NAME)
    work.do(hands, episode.request, number)
    won = episode.reward() >= 0.99
    made = recorder.stop("success" if won else "failure")
    # Made again, the files stay the same but for the times.
    return made.model_copy(
        update={
            "id": f"{NAME}-{work.task}-{seed}",
            "recorded_at": datetime.now(UTC).replace(microsecond=0),
        }
    )


def main() -> None:
    """Record all of Mara's work."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "examples" / "demonstrations")
    parser.add_argument("--only", metavar="TASK", help="one task only")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with temporary_home() as settings, Pages() as pages:
        for work in WORK:
            if arguments.only in (None, work.task):
                with BrowserDevice.launch(settings, temporary=True) as device:
                    made = list(record(work, device, pages))
                path = arguments.out / f"{work.task}.jsonl"
                path.write_text("".join(f"{one.to_line()}\n" for one in made), encoding="utf-8")
                won = sum(one.outcome == "success" for one in made)
                print(f"{path.name}: {won} of {len(made)} succeeded, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
