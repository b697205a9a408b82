"""Scripts of the repository, which are run and not installed, for the tests of their parts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def load_script(path: str) -> ModuleType:
    """Import the script at a path from the repository's root, anew each time.

    While it is, the scripts beside it can be imported by their names, as when it is run.
    """
    script = ROOT / path
    name = "_".join(Path(path).with_suffix("").parts)
    spec = importlib.util.spec_from_file_location(name, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Data classes look their module up while they are made.
    sys.modules[name] = module
    before = [*sys.path]
    sys.path.insert(0, str(script.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module
