from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from virtlearn.core import env
from virtlearn.core.env import (
    dotenv_check,
    dotenv_load,
    env_bool,
    env_choice,
    env_email,
    env_hosts,
    env_int,
    env_level,
    env_list,
    env_networks,
    env_origin,
    env_origins,
    env_site_path,
    env_time_zone,
    env_token,
    kept_secret,
    private_folder,
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
        (lambda: env_level("X", "INFO"), "LOUD", "WARNING"),
        (lambda: env_time_zone("X", "UTC"), "Mars/Base", "Europe/Madrid"),
        (lambda: env_time_zone("X", "UTC"), "../etc", "Europe/Madrid"),
        (lambda: env_hosts("X", []), "https://learn.example.org", "without scheme"),
        (lambda: env_hosts("X", []), "learn.example.org:8000", "without scheme"),
        (lambda: env_hosts("X", []), "learn.example.org/course", "without scheme"),
        (lambda: env_origins("X"), "learn.example.org", "https://learn.example.org"),
        (lambda: env_origins("X"), "https://learn.example.org/course", "scheme, host"),
        (lambda: env_origins("X"), "ftp://learn.example.org", "scheme, host"),
        (lambda: env_origin("X", ""), "https://example.org/learn", "which SITE_PATH is for"),
        *[
            (lambda: env_site_path("X", ("en",)), text, "a path of letters.*itself .en.")
            for text in (
                "learn",
                "learn/",
                "//",
                "/a//b/",
                "/en/",
                "/en",
                "/en/x/",
                "/../",
                "/a b/",
            )
        ],
        *[
            (lambda: env_site_path("X", ("en",)), text, "such as /learn/")
            for text in (
                "https://example.org/learn/",
                "/learn/?a",
                "/ä/",
                "/a.b/",
                "/learn//",
                "/%61/",
            )
        ],
        (lambda: env_token("X"), "short", "at least 16 characters"),
        (lambda: env_token("X"), "with spaces in it, and long", "at least 16 characters"),
        (lambda: env_email("X", ""), "nobody", "an address"),
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


def test_right_values(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = "learn.example.org, .example.org, 10.0.0.7,[::1],localhost, *"
    monkeypatch.setenv("X", hosts)
    assert env_hosts("X", []) == [each.strip() for each in hosts.split(",")]
    monkeypatch.setenv("X", "https://learn.example.org, http://10.0.0.7:8000,https://[::1]:8443")
    assert len(env_origins("X")) == 3
    monkeypatch.setenv("X", "VirtLearn <virtlearn@localhost>")
    assert env_email("X", "") == "VirtLearn <virtlearn@localhost>"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "/"),
        ("/", "/"),
        ("/learn", "/learn/"),
        ("/learn/", "/learn/"),
        ("/School_1/en/", "/School_1/en/"),
    ],
)
def test_a_sites_path_has_a_slash_at_both_ends(
    monkeypatch: pytest.MonkeyPatch, text: str, path: str
) -> None:
    monkeypatch.setenv("X", text)
    assert env_site_path("X", ("en",)) == path


def test_a_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "my-secret")
    with pytest.raises(ImproperlyConfigured) as caught:
        env_token("X")
    assert "my-secret" not in str(caught.value)


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


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("PROT", r"\.env:1: there is no setting PROT\. Did you mean PORT\?"),
        ("LABS_MAXIMUM", "Did you mean LABS_MAX"),
        ("ZZZZZZ", "docs/settings.md lists all"),
    ],
)
def test_a_name_that_nobody_reads_is_a_slip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, says: str
) -> None:
    monkeypatch.setattr(env, "in_dotenv", {})
    (tmp_path / ".env").write_text(f"{name}=1\n")
    dotenv_load(tmp_path / ".env")
    monkeypatch.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=says):
        dotenv_check()


def test_what_libraries_read_may_stand_there_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(env, "in_dotenv", {})
    names = ["DOCKER_HOST", "https_proxy", "SSL_CERT_FILE", "PORT"]
    for name in names:
        monkeypatch.setenv(name, "before")
    (tmp_path / ".env").write_text("".join(f"{name}=1\n" for name in names))
    dotenv_load(tmp_path / ".env")
    dotenv_check()


def test_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    assert private_folder(folder).stat().st_mode & 0o777 == 0o700
    assert private_folder(tmp_path / "new" / "var").stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "file" / "var", Path("/proc/no-such-folder")):
        with pytest.raises(ImproperlyConfigured, match="VAR_DIR is"):
            private_folder(wrong)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("PORT=eighty", "PORT is 'eighty'; write a whole number from 1 to 65535."),
        ("TIME_ZONE=Mars/Base", "TIME_ZONE is 'Mars/Base'; write a name of the tz database"),
        ("DATABASE_URL=nonsense", "DATABASE_URL"),
        ("VAR_DIR=/proc/nope", "VAR_DIR is '/proc/nope'"),
        ("LAB_ENGINE=spaceship", "LAB_ENGINE is 'spaceship', which is no engine."),
        ("ALLOWED_ORIGINS=learn.example.org", "ALLOWED_ORIGINS is 'learn.example.org'"),
    ],
)
def test_a_command_says_what_is_wrong_without_a_traceback(setting: str, says: str) -> None:
    name, _, value = setting.partition("=")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 12
