"""Where things are in a home, the folder that holds all that the assistant knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from .errors import HomeError


@dataclass(frozen=True)
class Home:
    """The folder of one installation. Everything in it can be moved with it."""

    root: Path

    @classmethod
    def default(cls) -> Home:
        """Return the platform's usual place for a user's data."""
        return cls(Path(platformdirs.user_data_dir("uptake", appauthor=False)))

    def create(self) -> Home:
        """Make the folder, readable by its owner only. Raises `HomeError` when it cannot."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
        except OSError as error:
            raise HomeError(
                f"The home {self.root} cannot be made: {error.strerror}. "
                "Choose another with --home or UPTAKE_HOME."
            ) from error
        return self

    @property
    def settings(self) -> Path:
        """The settings file, TOML."""
        return self.root / "settings.toml"

    @property
    def memory(self) -> Path:
        """The SQLite database of memory, the source of truth."""
        return self.root / "memory.sqlite"

    @property
    def vectors(self) -> Path:
        """Chroma's folder, an index that can be rebuilt from `memory`."""
        return self.root / "vectors"

    @property
    def checkpoints(self) -> Path:
        """The SQLite database of conversations in progress."""
        return self.root / "checkpoints.sqlite"

    @property
    def skills(self) -> Path:
        """Skill folders in the Agent Skills format, one a skill."""
        return self.root / "skills"

    @property
    def heads(self) -> Path:
        """Small classifiers, safetensors, made anew when they are missing."""
        return self.root / "heads"

    @property
    def wishes(self) -> Path:
        """Which wishes about answers were switched off, and when."""
        return self.root / "wishes.json"

    @property
    def adapters(self) -> Path:
        """What the planner learned: a folder a user, in it a folder a version."""
        return self.root / "adapters"

    @property
    def browser(self) -> Path:
        """The browser's profile."""
        return self.root / "browser"

    @property
    def logs(self) -> Path:
        """Structured logs."""
        return self.root / "logs"


def model_cache() -> Path:
    """Return the folder of converted model weights, shared by all homes."""
    return Path(platformdirs.user_cache_dir("uptake", appauthor=False)) / "models"
