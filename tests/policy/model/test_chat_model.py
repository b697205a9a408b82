"""A chat model that cannot be used says which setting to look at."""

from __future__ import annotations

import pytest

from uptake.core.errors import ModelError
from uptake.core.testing import temporary_home
from uptake.policy.model.chat_model import load_chat_model


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nobody:knows", "chat_model"),
        ("no-provider", "chat_model"),
        ("mistralai:mistral-small-latest", "langchain-mistralai"),
    ],
)
def test_a_model_that_cannot_be_used_says_why(name: str, says: str) -> None:
    with temporary_home(chat_model=name) as settings:
        with pytest.raises(ModelError, match=says) as raised:
            load_chat_model(settings)
        assert name in str(raised.value)
