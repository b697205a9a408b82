from __future__ import annotations

from pathlib import Path

import pytest

from uptake.core.errors import HomeError, SettingsError
from uptake.core.paths import Home
from uptake.core.settings import load_settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UPTAKE_HOME", "UPTAKE_USER", "UPTAKE_THREADS", "UPTAKE_BROWSER"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_work_without_any_file(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.home == tmp_path
    assert settings.user == "me"
    assert settings.approve == "ask"


def test_the_file_in_the_home_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('user = "mara"\nthreads = 2\n')
    settings = load_settings(tmp_path)
    assert (settings.user, settings.threads) == ("mara", 2)


def test_the_environment_beats_the_file_and_arguments_beat_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('user = "file"\nbrowser = "file"\n')
    monkeypatch.setenv("UPTAKE_USER", "environment")
    monkeypatch.setenv("UPTAKE_BROWSER", "environment")
    settings = load_settings(tmp_path, browser="argument")
    assert (settings.user, settings.browser) == ("environment", "argument")


def test_the_home_of_the_environment_is_where_the_file_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('user = "there"\n')
    monkeypatch.setenv("UPTAKE_HOME", str(tmp_path))
    assert load_settings().user == "there"


def test_a_wrong_value_is_named_with_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPTAKE_THREADS", "many")
    with pytest.raises(SettingsError, match=r"threads.*UPTAKE_THREADS"):
        load_settings(tmp_path)


def test_an_unknown_key_in_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("thraeds = 2\n")
    with pytest.raises(SettingsError, match="thraeds"):
        load_settings(tmp_path)


def test_a_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("user = \n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(tmp_path)


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="--home"):
        Home(tmp_path / "file" / "home").create()


def test_a_new_home_is_for_its_owner_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    assert home.root.stat().st_mode & 0o077 == 0
