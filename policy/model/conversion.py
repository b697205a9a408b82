"""The safetensors copy of a GGUF model.

transformers reads a GGUF file in 10 to 20 s, and a model read that way can be neither saved
nor trained as it is. So a GGUF is read once and kept as an ordinary model folder, which loads
in half a second. Knows nothing of what the model is for.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from ...core.errors import ModelError
from ...core.weights import Progress, converted_folder

_BUSY = "preparing the planner model (once)"
_WAIT_SECONDS = 300.0


def converted(gguf: Path, progress: Progress | None = None) -> Path:
    """Return the folder of the safetensors copy, made now if it is not there yet.

    Two processes that want the same copy make it once: the second waits for the first.
    The folder appears whole or not at all. Raises `ModelError` when the file is no model
    that transformers can read, or the cache cannot be written.
    """
    from filelock import FileLock, Timeout

    folder = converted_folder(gguf)
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock", timeout=_WAIT_SECONDS):
            if not folder.is_dir():
                _convert(gguf, folder, progress)
    except Timeout as error:
        raise ModelError(
            f"Another process has been converting {gguf.name} for {_WAIT_SECONDS:.0f} s. "
            f"If there is none, delete {folder}.lock."
        ) from error
    except OSError as error:
        raise ModelError(f"{gguf} cannot be kept as safetensors in {folder}: {error}") from error
    return folder


def _convert(gguf: Path, folder: Path, progress: Progress | None) -> None:
    def report(fraction: float) -> None:
        if progress is not None:
            progress(_BUSY, fraction)

    scratch = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        # transformers draws its bars on stderr, over whatever the terminal shows
        with redirect_stderr(io.StringIO()):
            report(0.0)
            _save_tokenizer(gguf, scratch)
            report(0.2)
            model = _load(gguf)
            report(0.8)
            _without_quantization(model).save_pretrained(scratch)
        scratch.replace(folder)
        report(1.0)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _save_tokenizer(gguf: Path, folder: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(
        str(gguf.parent), gguf_file=gguf.name, local_files_only=True
    )
    tokenizer.save_pretrained(folder)


def _load(gguf: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    try:
        return AutoModelForCausalLM.from_pretrained(
            str(gguf.parent), gguf_file=gguf.name, dtype=torch.float32, local_files_only=True
        )
    except (ValueError, KeyError, NotImplementedError) as error:
        raise ModelError(f"{gguf} is not a model that transformers can read: {error}") from error


def _without_quantization(model: Any) -> Any:
    """Return an ordinary model with the same weights, in float32.

    float32 is what scoring computes in, so the file is mapped into memory and not cast.
    """
    config = model.config.to_dict()
    config.pop("quantization_config", None)
    plain = type(model)(type(model.config)(**config))
    plain.load_state_dict(model.state_dict())
    return plain
