"""Measure how far plans made from a request are what that person then does: intention alignment.

Every person's latest demonstrations are set aside. From the earlier ones, theirs and everybody
else's, the assistant learns; then it plans each one that was set aside, from its request and the
page that was open, as that person's assistant. The planned steps are compared with the recorded
ones (op, target, value; see `matching`): the share of steps that agree, and of flows that agree
from start to end. Four plans stand side by side:

- habits: what the person is likeliest to do, after their own choices and everybody else's,
- usual: what most people do (no habit of the person's own),
- oracle: what the person did in that very demonstration; nothing that habits say can be better,
- sure: asserted habits alone, as the assistant works; what is not known is asked for, which
  agrees with nothing here.

For what habits put into requests that left it open it is counted how often it was right, and how
often it was wrong although the request said otherwise (a leak): it names what was done, or the
log's note says so ("otherwise: milk"). Habits of other apps are in memory all the time; an
insertion that comes from one of them, or from another person's, is a leak, too. Of the manners
that habits put into plans (a Tab on the way to the next field) it is counted how often the person
did so at that place, did otherwise there, or never came to such a place: then the habit was put
into a context that it does not belong to.

    python benchmarks/alignment.py --data FILE|DIR [--tasks a,b] [--later 0.25] --json OUT
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

sys.path.append(str(Path(__file__).resolve().parent))
from leaks import OTHERWISE, Insertions, Manners, judged_insertions, judged_manners
from matching import Agreement, agreement, flow
from planning import USER, App, Plan, as_habit, learn

from uptake.agents.manners import in_manner
from uptake.agents.proposals import with_gaps
from uptake.core.errors import LogError
from uptake.core.page import Meant
from uptake.core.protocols import Embedder
from uptake.core.settings import load_settings
from uptake.memory.embedding import load_embedder
from uptake.memory.habits.habits import slot_context, way_context
from uptake.memory.habits.rhythms import holding
from uptake.memory.records import Demonstration, Habit, Procedure
from uptake.replay.flows import record_id, styles
from uptake.replay.formats.formats import find
from uptake.replay.lines import Limits, Line, read_lines
from uptake.replay.open_slots import chosen
from uptake.replay.reading import How, find_files, read_logs
from uptake.replay.workers import Workers

PLANS = ("habits", "usual", "oracle", "sure")


@dataclass
class Tally:
    """What was counted of one way of planning."""

    flows: list[Agreement] = field(default_factory=list)
    asked: int = 0
    """Slots that the plan has to ask for."""

    def figures(self) -> dict[str, float]:
        """Return the shares, 0..1, and the questions for each request."""
        count = max(1, len(self.flows))
        return {
            "steps": round(fmean([one.share for one in self.flows] or [0.0]), 4),
            "flows": round(sum(one.whole for one in self.flows) / count, 4),
            "questions": round(self.asked / count, 4),
        }


def main() -> int:
    """Measure, print a table, and write the figures."""
    arguments = _arguments()
    apps, skipped = _read(arguments.data)
    missing = sorted(set(arguments.tasks) - set(apps))
    if missing or not apps:
        sys.exit(f"{arguments.data} has no demonstrations of {', '.join(missing) or 'anything'}")
    embedder = load_embedder(load_settings())
    wanted = arguments.tasks or sorted(apps)
    learned: dict[str, App] = {}
    own: list[Habit] = []
    for name in wanted:
        app, theirs = learn(apps[name], arguments.later, embedder)
        learned[name], own = app, own + theirs
    notes = _notes(arguments.data)
    totals = {plan: Tally() for plan in PLANS}
    inserted, manners = Insertions(), Manners()
    tasks = {}
    for name, app in learned.items():
        tallies, counted, mannered = _measure(app, own, notes, _nearness(embedder))
        for plan in PLANS:
            totals[plan].flows += tallies[plan].flows
            totals[plan].asked += tallies[plan].asked
        inserted.add(counted)
        manners.add(mannered)
        tasks[name] = _figures(tallies, counted, mannered)
        print(f"{name:24} {_in_words(tasks[name])}", flush=True)
    overall = _figures(totals, inserted, manners)
    result = {
        "overall": overall,
        "tasks": tasks,
        "skipped": skipped,
        "arguments": {"data": arguments.data.name, "later": arguments.later},
    }
    print(f"{'overall':24} {_in_words(overall)}")
    arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


def _measure(
    app: App, own: Sequence[Habit], notes: Mapping[str, str], near: Meant
) -> tuple[dict[str, Tally], Insertions, Manners]:
    """Plan each demonstration that was set aside in every way, and compare."""
    tallies = {plan: Tally() for plan in PLANS}
    counted, mannered = Insertions(), Manners()
    for one in app.later:
        theirs = [holding(habit, one.created) for habit in own if habit.user == one.person]
        sure = app.plan(one, theirs, one.person)
        likely = app.plan(one, _likeliest(theirs, app.usual, one), one.person)
        usual = app.plan(one, app.usual, USER)
        best = [app.plan(one, _did(one, way), one.person, [way]) for way in app.ways]
        for name, plans in zip(PLANS, ([likely], [usual], best, [sure]), strict=True):
            found = [(_compared(plan, one, near), plan.missing) for plan in plans]
            agreed, asked = max(found, key=lambda pair: pair[0].share)
            tallies[name].flows.append(agreed)
            tallies[name].asked += asked
        counted.add(judged_insertions(sure, one, theirs, notes.get(one.id, "")))
        mannered.add(judged_manners(sure, one))
    return tallies, counted, mannered


def _likeliest(own: Sequence[Habit], usual: Sequence[Habit], one: Demonstration) -> list[Habit]:
    """Return what the person does, and where nothing is known of that, what most people do."""
    here = [habit.model_copy(update={"asserted": True}) for habit in own if habit.app == one.app]
    known = {habit.context for habit in here}
    others = (habit for habit in usual if habit.context not in known)
    return [*here, *(habit.model_copy(update={"user": one.person}) for habit in others)]


def _did(one: Demonstration, way: Procedure) -> list[Habit]:
    """Return what the person chose in a demonstration, as habits."""
    made = [(way_context(way), way.id), *styles(one)]
    made += [(slot_context(way, slot), value) for slot, value in chosen(one, way)]
    return [as_habit(one.person, one.app, context, Counter([value])) for context, value in made]


def _compared(plan: Plan, one: Demonstration, near: Meant) -> Agreement:
    if plan.proposal is None:
        return Agreement(0, len(one.actions), 0)
    option = plan.proposal.option
    steps = in_manner(plan.proposal.procedure.steps, plan.habits)
    way = plan.proposal.procedure.model_copy(update={"steps": steps})
    return agreement(flow(way, with_gaps(option.values, option.missing)), one, near)


def _notes(path: Path) -> dict[str, str]:
    """Return what the logs note, by the id of the record that a demonstration becomes."""
    noted = {}
    for file in find_files([path])[0]:
        for line in read_lines(file, Limits()):
            if isinstance(line, Line) and OTHERWISE.encode() in line.data:
                shown = (one for one in find(line.data, file) if not isinstance(one, LogError))
                for one in shown:
                    noted[record_id(one.app, one.id)] = one.read().note
    return noted


def _figures(
    tallies: Mapping[str, Tally], counted: Insertions, mannered: Manners
) -> dict[str, dict[str, float]]:
    plans = {name: tally.figures() for name, tally in tallies.items()}
    return {**plans, "insertions": counted.figures(), "manners": mannered.figures()}


def _in_words(figures: Mapping[str, Mapping[str, float]]) -> str:
    plans = "  ".join(
        f"{name} {figures[name]['steps']:.2f}/{figures[name]['flows']:.2f}" for name in PLANS
    )
    put, manners = figures["insertions"], figures["manners"]
    return (
        f"steps/flows: {plans}  questions {figures['sure']['questions']:.2f}"
        f"  inserted {put['right']:.0f} right, {put['wrong']:.0f} wrong, {put['leaks']:.0f} leaks"
        f"  manners {manners['right']:.0f} right, {manners['otherwise']:.0f} otherwise,"
        f" {manners['out_of_place']:.0f} out of place"
    )


def _read(path: Path) -> tuple[dict[str, list[Demonstration]], int]:
    """Return the log's demonstrations by app, and how many cannot be read."""
    apps: dict[str, list[Demonstration]] = defaultdict(list)
    skipped = 0
    for seen in read_logs([path], [], How(user=USER), Workers(1)):
        skipped += len(seen.skipped)
        for demonstration in seen.new:
            apps[demonstration.app].append(demonstration)
    return dict(apps), skipped


def _nearness(embedder: Embedder) -> Meant:
    def near(words: str, texts: Sequence[str]) -> list[float]:
        cosines = embedder.embed(texts) @ embedder.embed([words])[0]
        return [max(0.0, float(cosine)) for cosine in cosines]

    return near


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FILE|DIR")
    parser.add_argument("--tasks", type=lambda text: text.split(","), default=[], metavar="a,b")
    parser.add_argument("--later", type=float, default=0.25, help="share that is set aside")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
