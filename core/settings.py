"""The settings: one class, each field with its meaning and a default that works.

Taken from, the first that says something: arguments, `UPTAKE_*` environment variables,
`settings.toml` in the home, the defaults here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from .errors import SettingsError
from .paths import Home


class Settings(BaseSettings):
    """What a user can choose. Frozen: a changed setting is a new `Settings`."""

    model_config = SettingsConfigDict(env_prefix="UPTAKE_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: Home.default().root)
    """The folder that holds all that the assistant knows."""

    user: str = "me"
    """Whose memory is used where nobody says for whom."""

    planner_model: str = ""
    """A folder, a GGUF file or a hub id of a causal language model; empty: found by itself."""

    embedding_model: str = ""
    """A folder or a hub id of a sentence-transformers model; empty: found by itself."""

    chat_model: str = ""
    """A model that writes the replies, as LangChain's `init_chat_model` names it
    ("anthropic:claude-…", "ollama:…"); empty: the planner model writes them."""

    browser: str = ""
    """The browser's executable; empty: found on the PATH or from Playwright."""

    headless: bool = True
    """Run the browser without a window."""

    allowed_sites: tuple[str, ...] = ()
    """Host names that the assistant may act on; `file:` allows local pages; empty allows
    the site that is open and no other."""

    approve: Literal["ask", "never"] = "ask"
    """Ask before anything that spends, sends or deletes; "never" is for tests and replays."""

    personal_requests: bool = True
    """Do what is asked the way the user does it: what a request leaves open is filled by the
    user's habits. Where it is false, habits are still learned."""

    secret_fields: tuple[str, ...] = ()
    """Names of form fields ("card number") whose content is never learned from a demonstration,
    besides password fields."""

    threads: int = Field(default=1, ge=1)
    """CPU threads for models while other work runs."""

    learn_when_idle: bool = False
    """Learn from follow-ups while the terminal app is open and nobody uses it."""

    learn_memory_mb: int = Field(default=4000, ge=500)
    """How much memory `uptake learn` may take, in MB."""

    chroma_address: str = ""
    """`host:port` of a Chroma server; empty: embedded in the home."""

    recall_tokens: int = Field(default=1200, ge=100)
    """How much of what is recalled is given to the models, in tokens."""

    changes_kept: int = Field(default=1000, ge=1)
    """How many changes of memory can be undone; older ones are dropped from the journal."""

    home_limit_mb: int = Field(default=4000, ge=1)
    """How large the home may grow, in MB, before `uptake doctor` asks to do something about it."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much goes into the log file in the home."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the TOML file of the chosen home below arguments and environment."""
        chosen = {**env_settings(), **init_settings()}.get("home")
        home = Home(Path(chosen)) if chosen else Home.default()
        toml = TomlConfigSettingsSource(settings_cls, toml_file=home.settings)
        return init_settings, env_settings, toml

    @property
    def paths(self) -> Home:
        """The places in the home."""
        return Home(self.home)


def load_settings(home: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings. Raises `SettingsError` that names the file or variable to mend."""
    if home is not None:
        overrides["home"] = home.expanduser()
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {field!r} is wrong: {first['msg']}. Look at the environment "
            f"variable UPTAKE_{field.upper()} and at settings.toml in the home."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings.toml in the home is not valid TOML: {error}") from error
