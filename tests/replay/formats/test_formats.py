from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import orjson
import pytest

from uptake.core.actions import Op
from uptake.core.errors import LogError
from uptake.replay.formats import formats
from uptake.replay.formats.formats import Found, find, importers, read_demonstration
from uptake.replay.schema import Demonstration

Show = Any  # the fixture's function
OWN = {"version": 1, "app": "shop", "request": "Buy", "steps": []}


def errors(data: bytes, **more: str) -> list[str]:
    return [str(one) for one in find(data, Path(), **more) if isinstance(one, LogError)]


def test_what_is_in_no_format_is_an_error_that_lists_the_formats():
    (error,) = errors(b'{"hello": "world"}')

    assert all(name in error for name in ("uptake", "miniwob", "devtools", "mobile"))


def test_a_format_that_is_forced_is_the_only_one():
    line = orjson.dumps(OWN)

    assert errors(line) == []
    assert errors(line, as_format="uptake") == []
    assert "devtools" in errors(line, as_format="devtools")[0]
    with pytest.raises(LogError, match=r"no format 'pdf'; there are .*devtools"):
        importers("pdf")


def test_a_list_is_as_many_documents_and_a_bad_one_harms_no_other():
    found = list(find(orjson.dumps([OWN, {"no": 1}, {**OWN, "request": "Sell"}]), Path()))

    assert [isinstance(one, Found) for one in found] == [True, False, True]


def test_a_demonstration_without_an_id_is_the_same_each_time_it_is_read():
    first, again = (read_demonstration(orjson.dumps(OWN)) for _ in range(2))

    assert first.id == again.id
    assert first.id != read_demonstration(orjson.dumps({**OWN, "request": "Sell"})).id


def diary(document: Any, path: Path) -> list[Found] | None:
    """Import a format that a host might have."""
    if not isinstance(document, dict) or "dear diary" not in document:
        return None
    shown = Demonstration(id="1", app="diary", request=document["dear diary"], steps=())
    return [Found("diary", "1", lambda: shown)]


def test_another_package_adds_a_format_of_its_own(monkeypatch: pytest.MonkeyPatch):
    entry = EntryPoint("diary", f"{__name__}:diary", formats.GROUP)
    monkeypatch.setattr(EntryPoint, "load", _loaded(EntryPoint.load))
    monkeypatch.setattr(formats, "entry_points", lambda group: [entry])
    formats._importers.cache_clear()
    try:
        assert read_demonstration(b'{"dear diary": "I bought"}').app == "diary"
        assert read_demonstration(orjson.dumps(OWN)).app == "shop"
    finally:
        formats._importers.cache_clear()


def _loaded(load: Any) -> Any:
    """Return `EntryPoint.load`, which does not find the modules of tests."""
    return lambda entry: diary if entry.name == "diary" else load(entry)


def test_what_is_known_is_not_read(show: Show):
    shown = show("Throw it away", (Op.CLICK, "bin-Alan", None))

    (found,) = find(shown.to_line().encode(), Path())

    assert isinstance(found, Found)
    assert (found.app, found.id) == (shown.app, shown.id)
    assert found.read() == shown
