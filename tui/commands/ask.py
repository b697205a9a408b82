"""One turn for scripts: `uptake ask`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import door

if TYPE_CHECKING:
    from ...core.events import (
        ApprovalAsked,
        Event,
        QuestionAsked,
    )
    from ..conversation import Conversation


def ask(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="The request; - reads it from standard input.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each event as one JSON object on one line.")
    ] = False,
    thread: Annotated[str, typer.Option(help="The thread to say it in.")] = "main",
    url: Annotated[str, typer.Option(help="A page to open in the browser first.")] = "",
    items: Annotated[
        Path | None,
        typer.Option(help="A file of items to choose from: CSV, JSON lines or Parquet."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Approve what would otherwise be asked about.")
    ] = False,
) -> None:
    """Take one turn, and print the reply as it is written.

    The reply goes to standard output; steps and what was remembered go to standard error.
    Without a terminal, what needs approval is refused unless --yes is given.
    """
    request = sys.stdin.read().strip() if text == "-" else text
    if not request:
        raise typer.BadParameter("there is nothing to ask")
    settings = door.settings_of(context)
    with door.loading() as progress, closing(door.open_assistant(settings, progress)) as assistant:
        with door.busy("getting ready"):
            assistant.prepare()
        if url:
            assistant.open_browser(url)
        if items:
            typer.echo(f"{items.name}: {assistant.open_catalogue(items)}", err=True)
        done = _take_turn(assistant, request, thread, _Answers(yes), _Printer(as_json))
    if not done:
        raise typer.Exit(door.NOTHING_DONE)


class _Answers:
    """Answers what the assistant asks: by the person at the terminal, if there is one."""

    def __init__(self, yes: bool) -> None:
        self._yes = yes
        self._person = sys.stdin.isatty() and sys.stderr.isatty()

    def approval(self, asked: ApprovalAsked) -> bool:
        """Return whether it may be done."""
        if self._yes:
            return True
        for step in asked.steps:
            typer.echo(f"  {step}", err=True)
        if not self._person:
            typer.echo(f"Refused, since nobody can approve it: {asked.reason}", err=True)
            return False
        return typer.confirm(f"{asked.reason} May I?", default=False, err=True)

    def question(self, asked: QuestionAsked) -> str | None:
        """Return an answer; None where there is nobody to give one."""
        typer.echo(asked.question, err=True)
        for number, option in enumerate(asked.options, start=1):
            typer.echo(f"  {number}  {option}", err=True)
        if not self._person:
            typer.echo("The question waits in its thread; open `uptake` to answer it.", err=True)
            return None
        answer = str(typer.prompt("", prompt_suffix="> ", err=True)).strip()
        if answer.isdigit() and 0 < int(answer) <= len(asked.options):
            return asked.options[int(answer) - 1]
        return answer


class _Printer:
    """Prints events: as JSON lines, or the reply as text and the rest on stderr."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._streamed = False

    def show(self, event: Event) -> None:
        """Print what the event says."""
        if self._json:
            door.print_json(event.model_dump(mode="json"))
            return
        match event.kind:
            case "reply_delta":
                self._streamed = True
                typer.echo(event.text, nl=False)
            case "replied":
                typer.echo("" if self._streamed else event.text)
                self._streamed = False
            case "recommended":
                for number, item in enumerate(event.items, start=1):
                    named = f"{item.title}, {item.price}" if item.price else item.title
                    typer.echo(f"{number}  {named}" + (f" ({item.why})" if item.why else ""))
            case "step_finished":
                mark = "+" if event.ok else f"! {event.error}:"
                typer.echo(f"  {mark} {event.text}", err=True)
            case "remembered":
                typer.echo(f"  remembered: {event.text}", err=True)
            case "not_kept" if event.why != "passing":
                typer.echo(f"  not kept: {event.text} ({event.reason})", err=True)
            case _:
                pass


def _take_turn(
    conversation: Conversation, request: str, thread: str, answers: _Answers, printer: _Printer
) -> bool:
    """Run the turn to its end, answering what it asks; tell whether it was done."""
    events: Iterator[Event] | None = conversation.ask(request, thread=thread)
    done = False
    while events is not None:
        asked: ApprovalAsked | QuestionAsked | None = None
        for event in events:
            printer.show(event)
            if event.kind == "approval_asked" or event.kind == "question_asked":
                asked = event
            elif event.kind == "turn_ended":
                done = event.outcome == "done"
        events = None
        if asked is not None:
            answer = (
                answers.approval(asked)
                if asked.kind == "approval_asked"
                else answers.question(asked)
            )
            if answer is not None:
                events = conversation.resume(answer, thread=thread)
    return done
