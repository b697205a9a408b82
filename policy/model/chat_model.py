"""The chat model that writes the replies where the settings name one.

Hosted or on a local server, by LangChain's `init_chat_model`. Planning and learning never
use it.
"""

from __future__ import annotations

from langchain_core.language_models import BaseChatModel

from ...core.errors import ModelError
from ...core.settings import Settings


def load_chat_model(settings: Settings) -> BaseChatModel:
    """Return the chat model that `settings.chat_model` names, "provider:model".

    Nothing is sent yet. Raises `ModelError` when the name is wrong, or the provider's package
    or key is missing.
    """
    from langchain.chat_models import init_chat_model

    name = settings.chat_model
    try:
        model = init_chat_model(name)
    except ImportError as error:
        raise ModelError(f"The chat model {name!r} needs another package: {error}") from error
    except Exception as error:  # each provider raises its own, for a missing key as for a typo
        raise ModelError(
            f"The chat model {name!r} cannot be used: {_first_line(error)} Look at the setting "
            "chat_model (provider:model), and at the provider's key in the environment."
        ) from error
    if not isinstance(model, BaseChatModel):
        raise ModelError(f"The setting chat_model {name!r} does not name one model.")
    return model


def _first_line(error: Exception) -> str:
    line = str(error).strip().partition("\n")[0] or type(error).__name__
    return line if line.endswith(".") else f"{line}."
