from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from virtlearn.env import (
    dotenv_load,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_networks,
    kept_secret,
)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("ON", True), ("0", False), ("", True)])
def test_a_bool_is_read(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("X", text)
    assert env_bool("X", True) is value


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (lambda: env_bool("X", False), "perhaps", "write yes or no"),
        (lambda: env_int("X", 1, least=1, most=9), "10", "from 1 to 9"),
        (lambda: env_int("X", 1), "ten", "whole number"),
        (lambda: env_choice("X", "runc", ("runc", "runsc")), "crun", "runc or runsc"),
        (lambda: env_networks("X"), "*", "addresses or networks"),
        (lambda: env_networks("X"), "10.0.0.1, proxy.example", "addresses or networks"),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], text: str, says: str
) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(ImproperlyConfigured, match=says):
        read()


def test_a_list_drops_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "a, b,,")
    assert env_list("X", []) == ["a", "b"]


def test_networks_are_written_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "10.1.2.3, 10.0.0.1/8,::1")
    assert env_networks("X") == ["10.1.2.3/32", "10.0.0.0/8", "::1/128"]


def test_a_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = kept_secret(path)
    assert len(first) > 40
    assert kept_secret(path) == first
    assert path.stat().st_mode & 0o077 == 0


def test_the_environment_wins_over_dotenv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIRST", "environment")
    monkeypatch.delenv("SECOND", raising=False)
    (tmp_path / ".env").write_text("# a comment\nFIRST=file\nSECOND='two words'\n")
    dotenv_load(tmp_path / ".env")
    assert env_list("FIRST", []) == ["environment"]
    assert env_list("SECOND", []) == ["two words"]
    monkeypatch.delenv("SECOND")


def test_a_line_that_is_no_setting_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nnonsense\n")
    with pytest.raises(ImproperlyConfigured, match=r"\.env:2"):
        dotenv_load(tmp_path / ".env")
