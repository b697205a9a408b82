"""The registry: versions of adapters, which one answers, and what damage does."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from safetensors.numpy import save_file

from uptake.core.errors import AdapterError, HomeError
from uptake.policy.learning.adapters.registry import BASE, Registry
from uptake.policy.learning.adapters.versions import About, Measure, Verdict


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "adapters", "ann")


def learned(registry: Registry, *turns: str, **values: Any) -> str:
    """Add a version as a run of learning does."""
    return registry.add(trained(registry, *turns, **values)).version


def trained(registry: Registry, *turns: str, **values: Any) -> About:
    """Leave weights in `unfinished` as a run of learning does, and return what is known of them."""
    registry.unfinished.mkdir(parents=True)
    weights = {"lora_A": np.full((2, 2), len(turns), np.float32)}
    save_file(weights, registry.unfinished / "adapter_model.safetensors")
    about = {
        "version": "",
        "user": "ann",
        "created": datetime(2026, 5, 1, tzinfo=UTC),
        "parent": BASE,
        "base_model": "small",
        "base_hash": "1f",
        "data_hash": "2e",
        "turns": turns,
        "method": "hindsight",
        "parameters": {"steps": 20},
    }
    return About(**about | values)


def full(*_: object, **__: object) -> NoReturn:
    """Stand for a system call on a full disk."""
    raise OSError(28, "No space left on device")


def test_a_new_version_is_kept_and_not_yet_in_use(registry: Registry) -> None:
    verdict = Verdict(
        passed=True,
        says="better",
        measures=(Measure(name="adherence", before=0, after=1, passed=True, says="rose"),),
    )
    version = learned(registry, "t1", verdict=verdict)
    (entry,) = registry.entries()
    assert entry.version == version == "v1"
    assert entry.about is not None
    assert entry.about.verdict == verdict
    assert registry.in_use == BASE
    assert not registry.unfinished.exists()


def test_a_promotion_is_seen_by_others_and_a_rollback_goes_back_in_order(
    registry: Registry, tmp_path: Path
) -> None:
    elsewhere = Registry(tmp_path / "adapters", "ann")
    first, second = learned(registry, "t1"), learned(registry, "t1", "t2")
    registry.promote(first)
    registry.promote(second)
    assert elsewhere.in_use == second
    assert elsewhere.rollback() == first
    assert elsewhere.rollback() == BASE
    assert registry.in_use == BASE
    with pytest.raises(AdapterError, match="nothing to go back to"):
        registry.rollback()


def test_a_version_that_is_promoted_twice_stands_once_in_the_history(registry: Registry) -> None:
    first, second = learned(registry, "t1"), learned(registry, "t2")
    for version in (first, second, first):
        registry.promote(version)
    assert registry.rollback() == second
    assert registry.rollback() == BASE


def test_deleting_what_is_in_use_brings_the_one_before_back(registry: Registry) -> None:
    first, second = learned(registry, "t1"), learned(registry, "t2")
    registry.promote(first)
    registry.promote(second)
    registry.delete(second)
    assert registry.in_use == first
    assert [entry.version for entry in registry.entries()] == [first]
    assert not list(registry.root.glob(f"*{second}*"))


def test_a_rollback_passes_over_what_was_deleted(registry: Registry) -> None:
    first, second = learned(registry, "t1"), learned(registry, "t2")
    registry.promote(first)
    registry.promote(second)
    registry.delete(first)
    assert registry.rollback() == BASE


def test_a_rollback_goes_back_from_the_base_model_too(registry: Registry) -> None:
    first = learned(registry, "t1")
    registry.promote(first)
    registry.promote(BASE)
    assert registry.rollback() == first
    assert registry.rollback() == BASE


def test_a_rollback_passes_over_what_is_stale(registry: Registry) -> None:
    first, second, third = (learned(registry, f"t{n}") for n in (1, 2, 3))
    for version in (first, second, third):
        registry.promote(version)
    assert registry.rollback(stale=[second]) == first


def test_what_once_answered_is_kept_after_a_rollback(registry: Registry) -> None:
    first, *_, last = (learned(registry, f"t{n}") for n in range(1, 5))
    registry.promote(first)
    registry.rollback()
    registry.prune(1)
    assert [entry.version for entry in registry.entries()] == [first, last]


def test_a_number_is_not_used_twice(registry: Registry) -> None:
    registry.delete(learned(registry, "t1"))
    assert learned(registry, "t1") == "v2"


def test_a_version_is_stale_once_one_of_its_turns_is_gone(registry: Registry) -> None:
    old, new = learned(registry, "t1", "t2"), learned(registry, "t2", held_out=("t1",))
    assert registry.stale({"t1", "t2", "t3"}) == []
    assert registry.stale({"t2", "t3"}) == [old]
    assert registry.about(new).is_stale(set())


def test_users_have_registries_of_their_own(tmp_path: Path) -> None:
    names = ["ann", "Ann", "a/../b", "..", "", "ann smith", "ann-smith", "山", "x" * 300]
    registries = [Registry(tmp_path / "adapters", name) for name in names]
    for registry in registries:
        learned(registry, "t1")
    assert len({registry.root for registry in registries}) == len(names)
    assert {registry.root.parent for registry in registries} == {tmp_path / "adapters"}


def test_an_adapter_of_someone_else_is_refused(registry: Registry, tmp_path: Path) -> None:
    version = learned(registry, "t1")
    other = Registry(tmp_path / "adapters", "bob")
    other.root.mkdir()
    registry.folder(version).rename(other.root / version)
    with pytest.raises(AdapterError, match="'ann', not from 'bob'"):
        other.promote(version)
    (entry,) = other.entries()
    assert "not shared" in entry.problem


@pytest.mark.parametrize("name", ["v9", "", "..", "../bob/v1", "V1", "v01", "unfinished"])
def test_a_version_that_does_not_exist_is_named(registry: Registry, name: str) -> None:
    learned(registry, "t1")
    with pytest.raises(AdapterError, match="There are: v1"):
        registry.about(name)


def test_damaged_weights_are_never_promoted_and_the_old_ones_stay(registry: Registry) -> None:
    good, bad = learned(registry, "t1"), learned(registry, "t2")
    registry.promote(good)
    weights = registry.folder(bad) / "adapter_model.safetensors"
    broken = bytearray(weights.read_bytes())
    broken[-1] ^= 1
    weights.write_bytes(broken)
    with pytest.raises(AdapterError, match="damaged"):
        registry.promote(bad)
    weights.unlink()
    with pytest.raises(AdapterError, match="cannot be read"):
        registry.promote(bad)
    assert registry.in_use == good


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 3}'])
def test_a_damaged_version_is_listed_with_its_problem(registry: Registry, text: str) -> None:
    version = learned(registry, "t1")
    (registry.folder(version) / "about.json").write_text(text)
    (entry,) = registry.entries()
    assert entry.about is None
    assert "damaged" in entry.problem
    assert learned(registry, "t2") == "v2"


def test_what_a_later_version_wrote_is_left_alone(registry: Registry) -> None:
    version = learned(registry, "t1")
    path = registry.folder(version) / "about.json"
    path.write_text(json.dumps({"format": 99, "weights_are": "elsewhere"}))
    with pytest.raises(AdapterError, match="later version"):
        registry.promote(version)
    (registry.root / "in_use.json").write_text('{"format": 99}')
    with pytest.raises(AdapterError, match="later version"):
        _ = registry.in_use


def test_a_damaged_choice_is_told(registry: Registry) -> None:
    learned(registry, "t1")
    (registry.root / "in_use.json").write_text("{")
    with pytest.raises(AdapterError, match="which version answers"):
        _ = registry.in_use


def test_what_a_killed_deletion_left_is_deleted_with_the_unfinished(registry: Registry) -> None:
    version = learned(registry, "t1")
    registry.folder(version).rename(registry.root / f"gone-{version}")
    registry.unfinished.mkdir()
    registry.discard_unfinished()
    assert not [path for path in registry.root.iterdir() if path.is_dir()]


def test_a_full_disk_leaves_the_old_choice(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = learned(registry, "t1"), learned(registry, "t2")
    registry.promote(first)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(HomeError, match="No space left"):
        registry.promote(second)
    monkeypatch.undo()
    assert registry.in_use == first
    assert not list(registry.root.glob("*.part"))


def test_a_version_that_finds_no_room_to_be_put_into_use_is_to_be_added_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.add(trained(registry, "t1"), into_use=True)
    about = trained(registry, "t2")

    def full_at_last(_: int) -> None:
        if (registry.root / "v2").exists():
            full()

    monkeypatch.setattr("os.fsync", full_at_last)
    with pytest.raises(HomeError, match=r"in_use\.json cannot be written: No space left"):
        registry.add(about, into_use=True)
    monkeypatch.undo()
    assert registry.in_use == "v1"
    assert [entry.version for entry in registry.entries()] == ["v1"]
    version = registry.add(about, into_use=True).version
    assert registry.in_use == version
    assert registry.intact(version)
    assert registry.rollback() == "v1"


def test_a_version_that_cannot_be_renamed_is_to_be_added_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = trained(registry, "t1")
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(HomeError, match="unfinished cannot be renamed: No space left"):
        registry.add(about)
    monkeypatch.undo()
    assert registry.entries() == []
    assert registry.intact(registry.add(about).version)


def test_a_deletion_that_is_refused_is_told_and_can_be_asked_for_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = learned(registry, "t1"), learned(registry, "t2")
    registry.promote(first)
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(HomeError, match=f"{second} cannot be renamed: No space left"):
        registry.delete(second)
    monkeypatch.undo()
    assert registry.in_use == first
    registry.delete(second)
    assert [entry.version for entry in registry.entries()] == [first]


def test_what_a_refused_deletion_left_is_deleted_the_next_time(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(registry, "t1")
    monkeypatch.setattr("shutil.rmtree", full)
    with pytest.raises(HomeError, match="gone-unfinished cannot be deleted: No space left"):
        registry.discard_unfinished()
    monkeypatch.undo()
    trained(registry, "t2")
    registry.discard_unfinished()
    assert not [path for path in registry.root.iterdir() if path.is_dir()]


def test_old_versions_that_cannot_be_deleted_are_left_to_the_next_time(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for turn in ("t1", "t2", "t3"):
        learned(registry, turn)
    log = logging.getLogger("uptake.policy")
    log.addHandler(caplog.handler)  # where logging was started, nothing reaches the root
    monkeypatch.setattr(Path, "rename", full)
    registry.prune(1)
    log.removeHandler(caplog.handler)
    assert "v2 is not deleted yet" in caplog.text
    monkeypatch.undo()
    registry.prune(1)
    assert [entry.version for entry in registry.entries()] == ["v3"]


def test_a_registry_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "adapters").write_text("in the way")
    with pytest.raises(HomeError, match=r"cannot be made: .*\. Make room on the disk"):
        Registry(tmp_path / "adapters", "ann").promote(BASE)
