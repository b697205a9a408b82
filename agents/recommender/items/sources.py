"""Item sources: a catalogue file, or a callable of the host.

A catalogue is CSV, TSV or JSON lines (plain or gzip), or Parquet; one item a row. A row that
cannot be read is told by its line and left out; all others are used. Columns keep their names as
attributes, but for those that are called as an item's title, id, price and address are.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from ....core.errors import CatalogueError
from ....core.events import Item

Row = Mapping[str, Any]
Source = Callable[[str], Iterable[Item | Row]]
"""A host's own source: given the request, it returns items, or their fields by name."""

_TITLES = (
    "title",
    "name",
    "product_name",
    "product",
    "headline",
    "label",
    "titel",
    "nom",
    "nombre",
)
_IDS = ("id", "item_id", "product_id", "sku", "asin", "isbn", "key", "uid", "uuid")
_PRICES = ("price", "cost", "current_price", "sale_price", "preis", "prix", "precio")
_URLS = ("url", "link", "href", "address_url", "product_url")
_CURRENCIES = ("currency", "price_currency", "currency_code")

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What bytes that are no UTF-8 are read as."""

_DELIMITERS = ",;\t|"
_LONGEST_ROW = 50
"""Lines that one row of a CSV file takes up at most; more are a quote that was not closed."""

_LONGEST_VALUE = 4000
"""Characters that are kept of one value."""

_TOLD = 3
"""Of so many rows that were left out it is told why, in one line."""

_ENDINGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True)
class Problem:
    """A row that was left out."""

    line: int
    """Of the file, from 1; of what has no lines, the number of the row."""

    reason: str

    def __str__(self) -> str:
        """Name the line and what is wrong with it."""
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True)
class Catalogue:
    """The items of a source, and what of it could not be used."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def summary(self) -> str:
        """How much was read, for people: "998 items; 2 rows left out: line 7: has no title"."""
        count = f"{len(self.items)} items" if len(self.items) != 1 else "1 item"
        if not self.problems:
            return count
        rows = f"{len(self.problems)} rows" if len(self.problems) > 1 else "1 row"
        told = "; ".join(map(str, self.problems[:_TOLD]))
        others = len(self.problems) - _TOLD
        return f"{count}; {rows} left out: {told}{f'; and {others} more' if others > 0 else ''}"


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file. Raises `CatalogueError` where none of it can be read."""
    name = path.name.lower().removesuffix(".gz")
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    if not ending:
        known = ", ".join(_ENDINGS)
        raise CatalogueError(f"{path} is no catalogue: its name has to end in one of {known}.")
    if ending == ".parquet":
        return _items(_parquet_rows(path))
    lines = _lines(path)
    return _items(_json_rows(lines) if "json" in ending else _csv_rows(path, lines))


def read_source(source: Source, request: str) -> Catalogue:
    """Ask a host's source for items; a row that is none is told by its number and left out."""
    return _items((number, row) for number, row in enumerate(source(request), 1))


@dataclass
class _Reader:
    """Makes items of rows, one after the other."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Id -> the line that has it."""

    titles: Counter[str] = field(default_factory=Counter)
    """How often each title stood for an id that no row said."""

    def take(self, line: int, row: object) -> None:
        """Keep the item of a row, or say why there is none."""
        place = len(self.items)
        if isinstance(row, Mapping):
            item = _item(row, self._apart, place)
        elif isinstance(row, Item):
            item = row.model_copy(update={"position": place})
        else:
            item = row if isinstance(row, str) else "is no item"
        if isinstance(item, Item) and item.id in self.lines:
            item = f"has the id {item.id!r} of line {self.lines[item.id]}"
        if isinstance(item, str):
            self.problems.append(Problem(line, item))
            return
        self.lines[item.id] = line
        self.items.append(item)

    def _apart(self, title: str) -> str:
        """Return a title as an id, with a number where it is taken.

        What is known of an item goes by its id, and rows move in a file.
        """
        while True:
            self.titles[title] += 1
            number = self.titles[title]
            id = title if number == 1 else f"{title} ({number})"
            if id not in self.lines:
                return id


def _items(rows: Iterable[tuple[int, object]]) -> Catalogue:
    reader = _Reader()
    for line, row in rows:
        reader.take(line, row)
    return Catalogue(tuple(reader.items), tuple(reader.problems))


def _item(row: Row, named: Callable[[str], str], place: int) -> Item | str:
    """Return the item of a row, the one in that place, or what is wrong with it.

    Where the row says no id, the item is known by what its title is `named`.
    """
    fields = {_folded(name): text for name, value in row.items() if (text := _text(value))}
    title = _take(fields, _TITLES)
    if not title:
        return "has no title"
    id, price, url = _take(fields, _IDS), _take(fields, _PRICES), _take(fields, _URLS)
    currency = _take(fields, _CURRENCIES)
    if price and currency and not any(sign.isalpha() or sign in "$€£¥" for sign in price):
        price = f"{price} {currency}"
    return Item(
        id=id or url or named(title),
        title=title,
        attributes=fields,
        price=price,
        url=url,
        position=place,
    )


@lru_cache(maxsize=1024)
def _folded(name: object) -> str:
    """Return the name of a column as it is looked for."""
    return str(name).strip().lower()


def _take(fields: dict[str, str], names: Sequence[str]) -> str:
    """Take out the first field that is called so; "" where none is."""
    for name in names:
        if name in fields:
            return fields.pop(name)
    return ""


def _text(value: object) -> str:
    """Return a value as text; "" where it says nothing."""
    if isinstance(value, str):
        return value.strip()[:_LONGEST_VALUE]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {text}" for name, one in value.items() if (text := _text(one)))
    if isinstance(value, (list, tuple, set)):
        return ", ".join(text for one in value if (text := _text(one)))
    return str(value)


def _lines(path: Path) -> list[str]:
    """Return the lines of a text file; bytes that are no UTF-8 become lone surrogates."""
    try:
        data = path.read_bytes()
        if path.name.lower().endswith(".gz"):
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        told = getattr(error, "strerror", None) or error
        raise CatalogueError(f"{path} cannot be read: {told}") from error
    return data.decode("utf-8-sig", "surrogateescape").splitlines()


def _json_rows(lines: Sequence[str]) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield number, f"is no JSON: {error.msg}"
        except UnicodeEncodeError:
            yield number, "is no UTF-8"
        else:
            yield number, row if isinstance(row, dict) else "is no JSON object"


def _csv_rows(path: Path, lines: Sequence[str]) -> Iterator[tuple[int, object]]:
    header_at = next((at for at, line in enumerate(lines) if line.strip()), None)
    if header_at is None:
        raise CatalogueError(f"{path} is empty: a catalogue begins with the names of its columns.")
    if not lines[header_at].isprintable() and "\t" not in lines[header_at]:
        raise CatalogueError(f"{path} is no text: its first line has signs that no text has.")
    delimiter = max(_DELIMITERS, key=lines[header_at].count)
    (names,) = csv.reader([lines[header_at]], delimiter=delimiter)
    if not set(_TITLES) & {name.strip().lower() for name in names}:
        raise CatalogueError(
            f'{path} has no column for titles: call one of {", ".join(names)} "title".'
        )
    at = header_at + 1
    while at < len(lines):
        rows = _whole(lines, at)
        if lines[at].strip():
            yield at + 1, _csv_row(names, lines[at : at + rows], delimiter) if rows else _UNCLOSED
        at += rows or 1


_UNCLOSED = "has a quote that is not closed"


def _whole(lines: Sequence[str], at: int) -> int:
    """Return how many lines the row takes that begins there; 0 where its quote never closes."""
    quotes = 0
    for count, line in enumerate(lines[at : at + _LONGEST_ROW], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return count
    return 0


def _csv_row(names: Sequence[str], lines: Sequence[str], delimiter: str) -> Row | str:
    text = "\n".join(lines)
    if not text.isascii() and _SURROGATE.search(text):
        return "is no UTF-8"
    try:
        (values,) = csv.reader(
            [text] if len(lines) == 1 else text.splitlines(True), delimiter=delimiter
        )
    except (csv.Error, ValueError) as error:
        return f"is no row: {error}"
    if len(values) > len(names):
        return f"has {len(values)} fields, and the header {len(names)}"
    return dict(zip(names, values, strict=False))


def _parquet_rows(path: Path) -> Iterator[tuple[int, object]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise CatalogueError(
            f'{path} needs pyarrow to be read: pip install "uptake[parquet]".'
        ) from error
    try:
        with parquet.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches():
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (OSError, ArrowException) as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from error
