"""Catalogues are read row by row: what is broken is named, and all else is used."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from uptake.agents.recommender.items.sources import read_catalogue, read_source
from uptake.core.errors import CatalogueError
from uptake.core.events import Item


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_become_title_price_address_and_attributes(tmp_path: Path) -> None:
    text = "Id,Name,Price,Currency,Link,Cuisine\n7,Fig,12.50,EUR,https://x.example/7,Thai\n"
    (fig,) = read_catalogue(write(tmp_path, "places.csv", text)).items
    assert fig == Item(
        id="7",
        title="Fig",
        price="12.50 EUR",
        url="https://x.example/7",
        attributes={"cuisine": "Thai"},
        position=0,
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = f"id{delimiter}title\n1{delimiter}Fig\n"
    (fig,) = read_catalogue(write(tmp_path, "a.csv", text)).items
    assert (fig.id, fig.title) == ("1", "Fig")


def test_items_without_ids_are_known_by_their_titles_wherever_they_stand(tmp_path: Path) -> None:
    rows = ["Fig,a", "Oak,b", "Fig,c", "Fig,d"]
    for number in range(2):
        text = "\n".join(["title,note", *(["Elm,new"] * number), *rows, ""])
        found = read_catalogue(write(tmp_path, f"{number}.csv", text)).items
        assert [item.id for item in found[number:]] == ["Fig", "Oak", "Fig (2)", "Fig (3)"]


@pytest.mark.timeout(20)
def test_many_rows_of_one_title_are_read_at_once(tmp_path: Path) -> None:
    text = "title,note\n" + "\n".join(f"Shirt,{number}" for number in range(30_000)) + "\n"
    found = read_catalogue(write(tmp_path, "a.csv", text)).items
    assert len({item.id for item in found}) == 30_000


def test_a_broken_row_is_named_by_its_line_and_the_rest_is_used(tmp_path: Path) -> None:
    text = 'id,title,note\n1,Fig,a\n2,Oak,b,c,d\n3,,c\n1,Elm,d\n5,"Two\nlines",e\n6,Ash,f\n'
    found = read_catalogue(write(tmp_path, "a.csv", text))
    assert [item.title for item in found.items] == ["Fig", "Two\nlines", "Ash"]
    assert [str(problem) for problem in found.problems] == [
        "line 3: has 5 fields, and the header 3",
        "line 4: has no title",
        "line 5: has the id '1' of line 2",
    ]
    assert found.summary.startswith("3 items; 3 rows left out: line 3: has 5 fields")


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = "\n".join(f"{number},film {number}" for number in range(2, 100))
    found = read_catalogue(write(tmp_path, "a.csv", f'id,title\n1,"broken\n{rows}\n'))
    assert len(found.items) == 98
    assert [str(problem) for problem in found.problems] == [
        "line 2: has a quote that is not closed"
    ]


def test_bytes_that_are_no_text_cost_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,title\n1,Café\n".encode() + b"2,Caf\xe9\n3,Fig\n")
    found = read_catalogue(path)
    assert [item.title for item in found.items] == ["Café", "Fig"]
    assert str(found.problems[0]) == "line 3: is no UTF-8"


def test_json_lines_hold_lists_and_numbers(tmp_path: Path) -> None:
    rows = [
        {"title": "Dune", "year": 2021, "genres": ["drama", "sf"], "price": 4, "seen": True},
        {"title": "Heat", "year": None, "cast": {"lead": "Ada"}},
    ]
    lines = [json.dumps(rows[0]), "{oops", "", "[1]", json.dumps(rows[1])]
    path = tmp_path / "films.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    found = read_catalogue(path)
    dune, heat = found.items
    assert (dune.price, dune.attributes) == (
        "4",
        {"year": "2021", "genres": "drama, sf", "seen": "yes"},
    )
    assert heat.attributes == {"cast": "lead: Ada"}
    assert [problem.line for problem in found.problems] == [2, 4]


def test_parquet_is_read(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"title": ["Dune", None, "Heat"], "year": [2021, 1990, None]})
    parquet.write_table(table, tmp_path / "films.parquet")
    found = read_catalogue(tmp_path / "films.parquet")
    assert [(item.title, item.attributes) for item in found.items] == [
        ("Dune", {"year": "2021"}),
        ("Heat", {}),
    ]
    assert [str(problem) for problem in found.problems] == ["line 2: has no title"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.xls", "x", "has to end in"),
        ("a.csv", "\n\n", "is empty"),
        ("a.csv", "colour,size\nred,2\n", "no column for titles"),
        ("a.csv", "title\x00\x01,price\n", "is no text"),
        ("a.jsonl.gz", "not packed", "cannot be read"),
        ("a.parquet", "no parquet", "cannot be read"),
    ],
)
def test_what_is_no_catalogue_is_said_to_be_none(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(CatalogueError, match=says):
        read_catalogue(write(tmp_path, name, text))


def test_the_first_rows_that_were_left_out_are_told_in_the_summary(tmp_path: Path) -> None:
    rows = "\n".join(f"{number},,{number}" for number in range(5))
    found = read_catalogue(write(tmp_path, "a.csv", f"id,title,price\nx,Elm,3\n{rows}\n"))
    assert found.summary == (
        "1 item; 5 rows left out: line 3: has no title; line 4: has no title; "
        "line 5: has no title; and 2 more"
    )


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        read_catalogue(tmp_path / "nowhere.csv")


def test_a_host_hands_in_items_or_fields_for_a_request() -> None:
    asked = []

    def source(request: str) -> Iterable[Any]:
        asked.append(request)
        return [Item(id="1", title="Fig"), {"id": 2, "name": "Oak"}, 3, {"id": 1, "name": "Elm"}]

    found = read_source(source, "trees")
    assert asked == ["trees"]
    assert [item.title for item in found.items] == ["Fig", "Oak"]
    assert [str(problem) for problem in found.problems] == [
        "line 3: is no item",
        "line 4: has the id '1' of line 1",
    ]
