"""Whatever a log holds, reading it gives demonstrations or errors of the log, and nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from uptake.core.errors import LogError
from uptake.core.observations import Element, Observation
from uptake.memory.memory import Memory
from uptake.replay.concealing import conceal
from uptake.replay.flows import compact
from uptake.replay.formats.formats import find
from uptake.replay.learning import replay
from uptake.replay.lines import Limits

bounded = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

texts = st.text(max_size=8) | st.sampled_from(["", "0", "CLICK", "#a.b[c='d']", "{x}", "\ufffd"])
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | numbers | texts
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

NODE: dict[str, Any] = {
    "tag": "BODY", "ref": 1, "left": 0, "top": 0, "width": 9, "height": 9, "id": "", "classes": "",
    "children": [
        {"tag": "INPUT_text", "ref": 2, "left": 0, "top": 0, "width": 9, "height": 9, "id": "q",
         "classes": "", "value": "a", "text": "", "children": []},
        {"tag": "BUTTON", "ref": 3, "left": 0, "top": 0, "width": 9, "height": 9, "id": "go",
         "classes": "x", "text": "Go", "recordingTarget": True, "children": []},
    ],
}  # fmt: skip
MINIWOB: dict[str, Any] = {
    "id": "a", "group": "g", "source": "2020-01-01", "taskName": "t", "utterance": "do it",
    "fields": None, "reward": 1, "rawReward": 1,
    "states": [
        {"time": 0, "action": None, "dom": NODE},
        {"time": 5, "action": {"type": "mousedown", "x": 1, "y": 1}, "dom": NODE},
        {"time": 6, "action": {"type": "click", "x": 1, "y": 1}, "dom": NODE},
        {"time": 9, "action": {"type": "keydown", "keyCode": 9, "charCode": 0}, "dom": NODE},
    ],
}  # fmt: skip
OWN: dict[str, Any] = {
    "version": 1, "id": "a", "app": "shop", "request": "do it", "steps": [
        {"time_ms": 1, "observation": {"viewport": [9, 9], "elements": [
            {"ref": "1", "role": "textbox", "value": "a", "bounds": {"x": 1, "width": 3}},
            {"ref": "2", "parent": "1", "text": "b"}]},
         "action": {"op": "TYPE", "target": {"ref": "1"}, "text": "x"}}],
}  # fmt: skip
DEVTOOLS: dict[str, Any] = {
    "title": "do it", "timeout": 5000, "steps": [
        {"type": "setViewport", "width": 9, "height": 9},
        {"type": "navigate", "url": "https://a.example/", "assertedEvents": [
            {"type": "navigation", "url": "https://a.example/b", "title": ""}]},
        {"type": "click", "selectors": [["aria/Go[role=\"button\"]"], ["#go"]], "duration": 9},
        {"type": "change", "selectors": [["xpath///*[@id='q']"], "text/x"], "value": "x"},
        {"type": "keyDown", "key": "Enter"}, {"type": "keyUp", "key": "Enter"}],
}  # fmt: skip
MOBILE: dict[str, Any] = {
    "episode_id": 1, "instruction": "do it", "app": "shop", "steps": [
        "OPEN_APP [Shop]", {"action": "CLICK", "point": [5, 5]}, {"action": "TYPE [x]"},
        "SCROLL [UP]", "COMPLETE"],
}  # fmt: skip
DOCUMENTS = [MINIWOB, OWN, DEVTOOLS, MOBILE]


def places(document: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value in the document."""
    found = [place] if place else []
    if isinstance(document, dict | list):
        parts = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in parts:
            found += places(value, (*place, key))
    return found


def changed(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return the document with another value at the place."""
    if not place:
        return value
    copy = dict(document) if isinstance(document, dict) else list(document)
    copy[place[0]] = changed(document[place[0]], place[1:], value)
    return copy


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """Return a demonstration of some format with one to three values that are not its own."""
    document = draw(st.sampled_from(DOCUMENTS))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(document)))
        document = changed(document, place, draw(anything))
    return document


def read(data: bytes, path: Path = Path("ada/log.json")) -> list[str]:
    """Read all that the data holds, as a replay does; return what it said is wrong."""
    problems = []
    for found in find(data, path):
        if isinstance(found, LogError):
            problems.append(found.problem)
            continue
        try:
            record = compact(conceal(found.read(), ("card",)), user="me", source="log")
        except LogError as error:
            problems.append(error.problem)
        else:
            assert record.model_dump_json()
    return problems


def test_undamaged_documents_are_read() -> None:
    for document in DOCUMENTS:
        assert read(orjson.dumps(document)) == []
    assert read(orjson.dumps(DOCUMENTS)) == []


@bounded
@given(damaged())
@example(changed(MINIWOB, ("states", 0, "dom", "left"), 1e308))
@example(changed(MINIWOB, ("states", 1, "time"), 1e308))
@example(changed(OWN, ("steps", 0, "time_ms"), -1))
@example(changed(DEVTOOLS, ("steps", 1, "url"), "http://[x"))
@example(changed(DEVTOOLS, ("steps", 2, "type"), ["click"]))
@example(changed(DEVTOOLS, ("steps", 1, "assertedEvents"), 7))
@example(changed(MOBILE, ("steps", 0), "CLICK [[" + "9" * 400 + ", 1]]"))
def test_a_damaged_demonstration_is_read_or_refused(document: Any) -> None:
    read(json.dumps(document).encode())


@bounded
@given(anything)
def test_other_json_is_refused(document: Any) -> None:
    assert read(json.dumps(document).encode())


@bounded
@given(st.binary(max_size=60))
@example(b"\xff\xfe\x00")
@example(b'{"title": "\\ud800", "steps": []}')
@example(b'{"version": NaN, "steps": []}')
@example(b"[" * 100_000)
@example(b'{"steps":' * 1000 + b"1" + b"}" * 1000)
def test_binary_junk_is_refused(data: bytes) -> None:
    assert read(data)


@pytest.mark.parametrize("document", DOCUMENTS, ids=["miniwob", "own", "devtools", "mobile"])
def test_nesting_without_end_is_refused_or_read(document: dict[str, Any]) -> None:
    deep = "[" * 500 + "]" * 500
    for place in places(document):
        text = json.dumps(changed(document, place, "DEEP")).replace('"DEEP"', deep)
        read(text.encode())


def test_a_deep_page_is_read() -> None:
    page = NODE
    for ref in range(10, 200):
        page = {**NODE, "ref": ref, "children": [page]}

    assert read(json.dumps({**MINIWOB, "states": [{"time": 0, "dom": page}]}).encode()) == []


@bounded
@given(st.text(max_size=20), st.lists(texts, max_size=3))
def test_secrets_are_taken_out_whatever_they_are(secret: str, fields: list[str]) -> None:
    from uptake.core.actions import Action, Op, Ref
    from uptake.replay.schema import Demonstration, DemonstrationStep

    field = Element(ref="1", role="textbox", editable=True, password=True, value=secret)
    step = DemonstrationStep(
        time_ms=0,
        observation=Observation(elements=(field,)),
        action=Action(op=Op.TYPE, target=Ref(ref="1"), text=secret),
    )
    shown = Demonstration(app="a", request="sign in", steps=(step,))

    (kept,) = conceal(shown, fields).steps

    given_away = secret.strip().casefold() in ("sign", "in", "sign in")
    assert given_away or (kept.action.text, kept.observation.elements[0].value) == ("", "")


def test_nothing_good_is_lost_among_what_is_bad(memory: Memory, tmp_path: Path) -> None:
    good = [orjson.dumps({**OWN, "id": f"d{number}"}) for number in range(3)]
    bad = [b"\xff\xfe", b"{", b"[" * 5000, b'{"steps":[]}', b"x" * 5000, b"7", b"\0"]
    lines = [good[0], *bad, good[1], b"", good[2]]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    packed = gzip.compress(b"\n".join([orjson.dumps({**OWN, "id": f"z{n}"}) for n in range(2000)]))
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])

    report = replay([tmp_path], memory, user="me", limits=Limits(line_bytes=4000))

    assert [one.line for one in report.skipped if one.path.name == "a.jsonl"] == list(range(2, 9))
    assert len([one for one in report.skipped if one.path.name == "b.jsonl.gz"]) == 1
    assert report.demonstrations > 3
    assert memory.counts()["demonstration"] == report.demonstrations
