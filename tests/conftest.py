"""What all tests share: those that are not marked `real` load no weights and start no browser."""

from __future__ import annotations

from typing import NoReturn

import pytest

from uptake.agents.gui.session import Session
from uptake.memory import embedding
from uptake.policy.model import language_model


@pytest.fixture(autouse=True)
def _nothing_real(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("real"):
        return

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("a test that loads weights or starts a browser must be marked `real`")

    monkeypatch.setattr(embedding, "_read", refuse)
    monkeypatch.setattr(language_model, "_load", refuse)
    monkeypatch.setattr(Session, "start", refuse)
