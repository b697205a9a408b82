"""Notes in Markdown, such as `MEMORY.md` or `USER.md`, read as statements about a person.

Each item of a list is a statement, and each sentence of a paragraph. Headings give context to
short items ("Allergies: nuts"); code, quotes, tables, comments and front matter are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .language.words import words_of

NOTES = (".md", ".markdown", ".txt")
"""Names of files that hold notes end so."""

_LONGEST = 240
"""Characters; an item that is longer is a story, which is told in sentences."""

_SHORT = 2
"""An item of at most so many words says too little without its heading."""

_FRONT = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$", re.S | re.M)
_LEFT_OUT = re.compile(r"^(?:```|~~~).*?(?:^(?:```|~~~)[ \t]*$|\Z)|<!--.*?(?:-->|\Z)", re.S | re.M)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<text>.*?)[ \t#]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?P<text>.*)")
_NO_TEXT = re.compile(r"[ \t]*(?:>.*|\|.*|[-*_=][-*_= \t]{2,})?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)(.+?)(?<=\S)\1")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])")  # noqa: RUF001 - other scripts' own


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the number of the line on which it begins, from 1."""
    heading = ""
    for number, is_item, block in _blocks(_without_code(text)):
        if found := _HEADING.fullmatch(block):
            heading = _plain(found["text"])
            continue
        whole = _plain(block)
        parts = [whole] if is_item and len(whole) <= _LONGEST else _SENTENCE_END.split(whole)
        for part in filter(None, (part.strip() for part in parts)):
            short = is_item and len(part.split()) <= _SHORT and heading and ":" not in part
            yield number, f"{heading}: {part}" if short else part


def same(statement: str) -> str:
    """Return what two statements share that say the same in the same words."""
    return " ".join(words_of(statement))


def _blocks(text: str) -> Iterator[tuple[int, bool, str]]:
    """Yield headings, items and paragraphs: first line, whether it is an item, text."""
    begun: tuple[int, bool, str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        item = _ITEM.fullmatch(line)
        starts = item or _HEADING.fullmatch(line) or _NO_TEXT.fullmatch(line)
        if begun and (starts or _HEADING.fullmatch(begun[2])):
            yield begun
            begun = None
        if item:
            begun = number, True, item["text"]
        elif begun:
            begun = begun[0], begun[1], f"{begun[2]} {line.strip()}"
        elif not _NO_TEXT.fullmatch(line):
            begun = number, False, line.strip()
    if begun:
        yield begun


def _without_code(text: str) -> str:
    """Blank out what is no statement; the lines keep their numbers."""

    def blank(found: re.Match[str]) -> str:
        return "\n" * found[0].count("\n")

    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LEFT_OUT.sub(blank, _FRONT.sub(blank, unix))


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(r"\2", _LINK.sub(r"\1", text)).split())
