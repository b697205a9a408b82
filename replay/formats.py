"""Which format a line of a log has, told by its content; every format becomes ours."""

from __future__ import annotations

from typing import Any

import orjson

from ..core.errors import LogError
from .miniwob import import_line, is_miniwob
from .schema import Demonstration, parse_demonstration


def read_demonstration(line: bytes) -> Demonstration:
    """Return the demonstration that a line holds, whatever its format.

    Raises `LogError` that names the field; file and line are for the caller to add.
    """
    data = _loaded(line)
    if is_miniwob(data):
        return import_line(data)
    if "version" in data or "steps" in data:
        return parse_demonstration(line)
    raise LogError("not a demonstration: it has neither 'version' and 'steps' nor 'states'")


def _loaded(line: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LogError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise LogError("not a JSON object")
    return data
