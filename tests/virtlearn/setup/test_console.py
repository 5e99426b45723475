"""What the person at the terminal sees of a set-up, and where the rest of it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from virtlearn.setup import console
from virtlearn.setup.system import apt_heard


def test_root_writes_no_log_into_the_checkout_of_somebody_else() -> None:
    assert console.logs_folder(owner=1000, user=0) == Path("/var/log/virtlearn")
    assert console.logs_folder(owner=0, user=0) == console.var
    assert console.logs_folder(owner=1000, user=1001) == console.var


def test_a_long_step_shows_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with console.step("Packages") as tell:
        for percent in (3, 12.5, 14, 47, 40, 99, 100):
            tell(percent)
    shown = capsys.readouterr().out
    assert shown.startswith("▸ Packages … 10 % 40 % 90 % 100 % done (")


def test_apt_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    monkeypatch.setattr(console, "log_path", tmp_path / "setup.log")
    lines = (
        "dlstatus:1:50.0000:Retrieving file 1 of 2",
        "Setting up hello (2.10-3) ...",
        "pmstatus:hello:80.0000:Installing hello (amd64)",
    )
    console.run(["printf", "%s\\n", *lines], heard=lambda line: apt_heard(told.append, line))
    assert told == [25, 90]
    log = (tmp_path / "setup.log").read_text()
    assert log.splitlines()[-1] == "Setting up hello (2.10-3) ..."


def test_a_command_that_fails_says_its_last_words_and_where_all_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "log_path", tmp_path / "setup.log")
    with pytest.raises(console.SetupError, match=r"ended with 3:\nno such mirror\n.*setup\.log"):
        console.run(["sh", "-c", "echo no such mirror; exit 3"], mend="Try again.")
