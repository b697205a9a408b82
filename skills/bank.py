"""The skill bank: what was learned and what was imported, listed, shown and exported.

A learned skill is a procedure of memory; an imported one is a folder in the home that is
shown and never run.
"""

from __future__ import annotations

import itertools
import logging
import shutil
from collections.abc import Collection
from pathlib import Path

from ..core.errors import RecordMissing, SkillError
from ..core.settings import Settings
from ..memory.memory import Memory
from ..memory.records import Procedure, new_id
from .document import describe, instructions
from .skill import FILE, LONGEST_NAME, Skill, skill_name

Skills = list[Skill]
Learned = list[tuple[Procedure, Skill]]

_log = logging.getLogger(__name__)

DATA = "procedure.json"
"""The machine-readable procedure of an exported skill."""

_PRIVATE = frozenset({"id", "user", "provenance", "requests", "created", "valid_from", "valid_to"})


class SkillBank:
    """The skills of one person."""

    def __init__(self, memory: Memory, settings: Settings, *, user: str | None = None) -> None:
        """Take learned skills from the memory and imported ones from the home."""
        self._memory, self._folder = memory, settings.paths.skills
        self._user = user or settings.user

    def list(self) -> Skills:
        """Return all skills by name: each learned procedure that is not retired, each import.

        A folder that has become invalid is left out and noted in the log.
        """
        learned = [skill for _, skill in self._learned()]
        return sorted([*learned, *self._imported()], key=lambda skill: skill.name)

    def show(self, name: str) -> Skill:
        """Return the skill with that name. Raises `RecordMissing`."""
        for skill in self.list():
            if skill.name == name:
                return skill
        raise RecordMissing(f"There is no skill {name!r}. See the list of skills.")

    def export(self, name: str, to: Path, *, examples: bool = False) -> Path:
        """Write a learned skill as a folder inside `to`; return the folder.

        Requests and slot values from demonstrations may be private, so they are written with
        `examples` only. Raises `RecordMissing`, and `SkillError` where the folder exists.
        """
        learned = {skill.name: (procedure, skill) for procedure, skill in self._learned()}
        if name not in learned:
            raise RecordMissing(f"There is no learned skill {name!r} to export.")
        procedure, skill = learned[name]
        folder = to / name
        if folder.exists():
            raise SkillError(f"{folder} exists. Remove it, or export to another folder.")
        if examples:
            skill = skill.model_copy(update={"body": instructions(procedure, examples=True)})
        skill.write(folder)
        (folder / DATA).write_text(_data(procedure, examples=examples) + "\n", encoding="utf-8")
        return folder

    def import_folder(self, folder: Path) -> Skill:
        """Check a skill's folder and copy it into the home; it is listed and never run.

        Raises `SkillError` where it does not follow the format or a skill of its name exists.
        """
        skill = Skill.read(folder)
        target = self._folder / skill.name
        if target.exists():
            raise SkillError(f"A skill {skill.name!r} was imported before: {target}.")
        self._folder.mkdir(parents=True, exist_ok=True)
        # Copied aside and renamed, so that a crash leaves no half of a skill.
        aside = self._folder / f".{new_id()}" / skill.name
        try:
            shutil.copytree(folder, aside, symlinks=True)
            skill = Skill.read(aside)
            aside.rename(target)
        finally:
            shutil.rmtree(aside.parent, ignore_errors=True)
        return skill

    def _learned(self) -> Learned:
        procedures = [
            record
            for record in self._memory.list("procedure", user=self._user)
            if isinstance(record, Procedure) and record.status != "retired"
        ]
        named: dict[str, tuple[Procedure, Skill]] = {}
        # The oldest keeps the plain name, so that names stay when more is learned.
        for procedure in sorted(procedures, key=lambda p: (p.created, p.id)):
            name = _free(skill_name(procedure.title), named.keys())
            named[name] = procedure, _skill(procedure, name)
        return [*named.values()]

    def _imported(self) -> Skills:
        found = []
        folders = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        for folder in folders:
            if folder.name.startswith(".") or not (folder / FILE).exists():
                continue
            try:
                found.append(Skill.read(folder))
            except SkillError as error:
                _log.warning("a skill cannot be read", extra={"why": str(error)})
        return found


def _skill(procedure: Procedure, name: str) -> Skill:
    return Skill(
        name=name,
        description=describe(procedure),
        body=instructions(procedure),
        metadata={"app": procedure.app, "demonstrations": str(procedure.support)},
        origin="learned",
        procedure=procedure.id,
    )


def _data(procedure: Procedure, *, examples: bool) -> str:
    if examples:
        return procedure.model_dump_json(indent=1, exclude=set(_PRIVATE - {"requests"}))
    slots = tuple(slot.model_copy(update={"examples": ()}) for slot in procedure.slots)
    shared = procedure.model_copy(update={"slots": slots})
    return shared.model_dump_json(indent=1, exclude=set(_PRIVATE))


def _free(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    numbered = (f"{name[: LONGEST_NAME - 5].rstrip('-')}-{number}" for number in itertools.count(2))
    return next(free for free in numbered if free not in taken)
