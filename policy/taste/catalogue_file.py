"""A fitted catalogue as a file: safetensors only, with the items' ids beside the numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ...core.errors import ModelError
from ...core.protocols import Embedder
from .catalogue import Catalogue
from .content import ContentMap
from .ideal_point import Prior

_FORMAT = "uptake-catalogue-1"


def save_catalogue(catalogue: Catalogue, path: Path) -> None:
    """Write the catalogue to a file, in place of one of that name."""
    prior, content = catalogue.prior, catalogue.content
    tensors = {
        "places": catalogue.places,
        "related": catalogue.related,
        "prototypes": prior.prototypes,
        "shares": prior.shares,
        "precision": prior.precision,
    }
    if content is not None:
        tensors |= {
            "content.weights": content.weights,
            "content.middle": content.middle,
            "content.places": content.places,
        }
    about = {
        "format": _FORMAT,
        "items": json.dumps(catalogue.items),
        "blend": repr(catalogue.blend),
        "embedder": catalogue.embedder.name if catalogue.embedder else "",
    }
    aside = path.with_name(f".{path.name}.part")
    save_file({name: np.ascontiguousarray(one) for name, one in tensors.items()}, aside, about)
    aside.replace(path)


def load_catalogue(path: Path, embedder: Embedder | None = None) -> Catalogue:
    """Read a catalogue. `embedder` places items that nobody took, where it was fitted with it.

    Raises `ModelError` where the file is missing, broken or no catalogue.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            if about.get("format") != _FORMAT:
                raise ModelError(f"{path} is no catalogue of this version. Fit it again.")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
    except (OSError, SafetensorError) as error:
        raise ModelError(f"The catalogue {path} cannot be read: {error}. Fit it again.") from error
    reads = embedder is not None and embedder.name == about["embedder"]
    content = None
    if reads and "content.weights" in tensors:
        content = ContentMap(
            *(tensors[f"content.{part}"] for part in ("weights", "middle", "places"))
        )
    return Catalogue(
        items=tuple(json.loads(about["items"])),
        places=tensors["places"],
        prior=Prior(tensors["prototypes"], tensors["shares"], tensors["precision"]),
        related=tensors["related"],
        blend=float(about["blend"]),
        content=content,
        embedder=embedder if reads else None,
    )
