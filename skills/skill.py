"""A skill as the open Agent Skills format has it: a folder with a `SKILL.md`.

Reads and checks such folders; runs nothing that is in them. The text of a skill that came
from elsewhere is data: it is shown to people, and never followed.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ..core.errors import SkillError

FILE = "SKILL.md"
LARGEST_TEXT = 256 * 1024
"""Bytes of `SKILL.md`."""

LARGEST_FOLDER = 10 * 1024 * 1024
"""Bytes of all files of a skill."""

MOST_FILES = 500

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 64

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)(.*)", re.S)

Name = Annotated[str, StringConstraints(pattern=rf"^{NAME.pattern}$", max_length=LONGEST_NAME)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1024, strip_whitespace=True)]


class Skill(BaseModel):
    """What is known of a skill without running it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    name: Name
    """Lower-case letters, digits and single hyphens; the folder has the same name."""

    description: Text
    """What it does and when to use it."""

    license: str = ""
    compatibility: Annotated[str, StringConstraints(max_length=500)] = ""
    """What it needs: programs, network, a product."""

    metadata: dict[str, str] = Field(default_factory=dict)
    allowed_tools: str = Field(default="", alias="allowed-tools")
    """What its author would like it to be allowed; shown, never granted."""

    body: str = ""
    """The instructions, Markdown."""

    origin: Literal["learned", "imported"] = "imported"
    procedure: str = ""
    """The id of the procedure it was made from, where it was learned."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a skill's folder and check it. Raises `SkillError` that names what is wrong."""
        _check_files(folder)
        front, body = _parts(folder / FILE)
        try:
            skill = cls.model_validate({**front, "body": body, "origin": "imported"})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "front matter"
            raise SkillError(f"{folder / FILE}: {where}: {first['msg']}.") from error
        if skill.name != folder.resolve().name:
            raise SkillError(
                f"{folder / FILE}: the name {skill.name!r} must be the name of its folder, "
                f"{folder.resolve().name!r}."
            )
        return skill

    def write(self, folder: Path) -> None:
        """Write `SKILL.md` into the folder, which is made where it is not there."""
        front: dict[str, Any] = {"name": self.name, "description": self.description}
        optional = {
            "license": self.license,
            "compatibility": self.compatibility,
            "metadata": self.metadata,
            "allowed-tools": self.allowed_tools,
        }
        front |= {key: value for key, value in optional.items() if value}
        head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=90)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(f"---\n{head}---\n\n{self.body.strip()}\n", encoding="utf-8")


def skill_name(title: str) -> str:
    """Return the title as a skill's name: lower case, hyphens, at most 64 characters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST_NAME]
        if len(longer) > LONGEST_NAME:
            break
        name = longer
    return name or "skill"


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SkillError(f"{path} is not UTF-8 text.") from error
    found = _FRONT.fullmatch(text)
    if found is None:
        raise SkillError(f"{path} must begin with YAML front matter between two lines of ---.")
    try:
        front = yaml.safe_load(found[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SkillError(f"{path}: the front matter is not valid YAML: {error}") from error
    if not isinstance(front, dict):
        raise SkillError(f"{path}: the front matter must hold fields, such as name.")
    if metadata := front.get("metadata"):
        front["metadata"] = _strings(path, metadata)
    known = {key for key in front if isinstance(key, str)} & _FIELDS
    return {key: front[key] for key in known if front[key] is not None}, found[2].strip()


_FIELDS = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}


def _strings(path: Path, metadata: Any) -> dict[str, str]:
    """Read `version: 1.0` as the text "1.0": YAML makes numbers of what the format calls text."""
    if not isinstance(metadata, dict) or any(isinstance(v, dict | list) for v in metadata.values()):
        raise SkillError(f"{path}: metadata must map names to texts.")
    return {str(key): str(value) for key, value in metadata.items()}


def _check_files(folder: Path) -> None:
    if not folder.is_dir():
        raise SkillError(f"{folder} is not a folder.")
    text = folder / FILE
    if not text.is_file():
        raise SkillError(f"{folder} has no {FILE}.")
    if text.stat().st_size > LARGEST_TEXT:
        raise SkillError(f"{text} is larger than {LARGEST_TEXT // 1024} KiB.")
    total = 0
    for count, path in enumerate(_walk(folder), start=1):
        total += path.lstat().st_size
        if count > MOST_FILES or total > LARGEST_FOLDER:
            raise SkillError(
                f"{folder} is too large for a skill: at most {MOST_FILES} files and "
                f"{LARGEST_FOLDER // 1024 // 1024} MiB."
            )


def _walk(folder: Path) -> list[Path]:
    """Return all that is in the folder; a link is refused, for it could lead anywhere."""
    found: list[Path] = []
    waiting = [folder]
    while waiting and len(found) <= MOST_FILES:
        for path in waiting.pop().iterdir():
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise SkillError(f"{path} is a link or a special file; a skill must hold none.")
            found.append(path)
            if path.is_dir():
                waiting.append(path)
    return found
