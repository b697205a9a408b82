"""The house keeps its rules: packaging, the direction of imports, the public names."""

from __future__ import annotations

import ast
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import uptake

ROOT = Path(__file__).parent.parent
FLOORS = {"core": 0, "memory": 1, "policy": 2, "skills": 2, "agents": 3, "replay": 3, "tui": 4}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _sources() -> list[Path]:
    return [path for folder in FLOORS for path in sorted((ROOT / folder).rglob("*.py"))]


def _imported_folders(path: Path) -> set[str]:
    """Return the top folders of uptake that a file imports from, by relative import."""
    package = path.relative_to(ROOT).parts[:-1]
    folders = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = list(package[: len(package) - node.level + 1])
            target = base + (node.module.split(".") if node.module else [])
            folders.add(target[0] if target else node.names[0].name)
    return folders


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0]
    upward = {
        folder
        for folder in _imported_folders(path) - {here}
        if FLOORS.get(folder, 99) >= FLOORS[here]
    }
    assert not upward, f"{here}/ must not import from {upward}"


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Not even from within functions, nor for a type checker alone."""
    modules = {_module(path): path for path in _sources()}
    graph = {name: _imported_modules(path) & modules.keys() for name, path in modules.items()}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_no_folders_beside_one_another_import_in_a_circle() -> None:
    beside: dict[Path, dict[str, set[str]]] = {}
    for path in _sources():
        *_, within = [*path.relative_to(ROOT).parents][::-1]
        for folder in (within, *within.parents):
            others = {path.name for path in (ROOT / folder.parent).iterdir() if path.is_dir()}
            start = ".".join((*folder.parent.parts, ""))
            imported = {
                module.removeprefix(start).split(".")[0]
                for module in _imported_modules(path)
                if module.startswith(start)
            }
            graph = beside.setdefault(folder.parent, {})
            graph.setdefault(folder.name, set()).update((imported & others) - {folder.name})
    for graph in beside.values():
        TopologicalSorter(graph).prepare()


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported_modules(path: Path) -> set[str]:
    """Return the modules of uptake that a file imports."""
    package = path.relative_to(ROOT).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join(package[: len(package) - node.level + 1])
            target = ".".join(filter(None, (base, node.module)))
            found |= {target} | {f"{target}.{alias.name}" for alias in node.names}
    return found - {_module(path)}


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_below_the_root_import_relatively(path: Path) -> None:
    absolute = [
        node.module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and not node.level and node.module
        if node.module.split(".")[0] == "uptake"
    ]
    assert not absolute


def test_every_subpackage_is_listed_for_the_wheel() -> None:
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    found = {
        ".".join(("uptake", *path.parent.relative_to(ROOT).parts))
        for folder in FLOORS
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert listed == found | {"uptake"}


def test_the_root_holds_no_other_module() -> None:
    assert [path.name for path in ROOT.glob("*.py")] == ["__init__.py"]


def test_files_needed_at_run_time_are_declared() -> None:
    declared = PROJECT["tool"]["setuptools"]["package-data"]
    for folder in FLOORS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".js", ".tcss", ".jsonl", ".npz", ".safetensors"}:
                package = ".".join(("uptake", *path.parent.relative_to(ROOT).parts))
                assert f"*{path.suffix}" in declared.get(package, []), path


def test_the_wheel_carries_what_the_folders_hold(tmp_path: Path) -> None:
    # Built from a copy: a build leaves a folder behind that would leak into the next wheel.
    unwanted = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "tests")
    shutil.copytree(ROOT, tmp_path / "copy", ignore=unwanted)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-q", "-w", str(tmp_path), str(tmp_path / "copy")], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"uptake/{path.relative_to(ROOT)}" for path in _sources()}
    data = {
        f"uptake/{path.relative_to(ROOT)}"
        for folder in FLOORS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".js", ".tcss", ".jsonl", ".npz", ".safetensors"}
    }
    data |= {"uptake/policy/fitting/WORDNET-LICENSE", "uptake/py.typed", "uptake/__init__.py"}
    assert expected | data <= carried
    assert not [name for name in carried if name.startswith(("uptake/tests", "tests"))]


def test_public_names_are_there() -> None:
    for name in uptake.__all__:
        assert getattr(uptake, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = uptake.no_such_name


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_what_a_page_names_of_uptake_is_there(page: Path) -> None:
    for name in set(re.findall(r"`(uptake(?:\.[A-Za-z_]+)+)`", page.read_text())):
        assert pkgutil.resolve_name(name) is not None


def test_importing_uptake_loads_no_heavy_library() -> None:
    heavy = "torch transformers chromadb sentence_transformers playwright sklearn langgraph"
    code = f"import sys, uptake; print([m for m in {heavy.split()} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "[]"


def test_constraints_name_a_cpu_build_of_torch() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert "torch==2.13.0" in lines
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in line for line in pinned)
