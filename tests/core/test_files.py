"""What a person is told where the disk is full or a folder cannot be written, and what stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from safetensors.numpy import save_file

from uptake.core.errors import HomeError, HomeLocked
from uptake.core.files import locked, make_folder, must_be, write_whole


def refused(*_: object, **__: object) -> NoReturn:
    """Stand for a system call on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_with_the_file_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    with pytest.raises(HomeError) as told, must_be(path, "deleted"):
        refused()
    assert str(told.value) == (
        f"{path} cannot be deleted: No space left on device. "
        "Make room on the disk, or check who may write there."
    )


def test_weights_that_find_no_room_are_told_alike(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "weights"
    with pytest.raises(HomeError, match=r"written: .*os error.* Make"), must_be(path, "written"):
        save_file({"a": np.zeros(2)}, path)


def test_what_is_no_fault_of_the_disk_is_not_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(KeyError), must_be(tmp_path, "written"):
        raise KeyError


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.open", "pathlib.Path.replace"])
def test_a_text_that_cannot_be_written_leaves_the_old_one_and_no_scraps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "kept.json"
    write_whole(path, "old")
    monkeypatch.setattr(call, refused)
    with pytest.raises(HomeError, match=r"kept\.json cannot be written: No space left"):
        write_whole(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def lock(path: Path) -> None:
    with locked(path, "busy"):
        pass


@pytest.mark.parametrize("do", [lock, make_folder, lambda path: write_whole(path, "text")])
def test_a_folder_that_is_a_file_is_told(tmp_path: Path, do: Callable[[Path], Any]) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HomeError, match=r"file.* cannot be (made|written): "):
        do(tmp_path / "file" / "inner")


def test_a_lock_that_finds_no_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filelock.FileLock._acquire", refused)
    with pytest.raises(HomeError, match="lock cannot be written: No space left"):
        lock(tmp_path / "lock")


def test_a_lock_keeps_others_out_and_lets_them_in_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    with locked(path, "busy"), pytest.raises(HomeLocked, match="busy"):
        lock(path)
    lock(path)


def test_what_fails_under_a_lock_is_no_fault_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), locked(tmp_path / "lock", "busy"):
        (tmp_path / "missing").read_text()
    lock(tmp_path / "lock")
