"""What commands need of the system: said at once to who may not install it, else installed."""

from __future__ import annotations

import grp
import platform
import pwd
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from virtlearn.setup import needs
from virtlearn.setup.console import SetupError, root
from virtlearn.setup.needs import Need

there = Need(lambda: True, ("hello",))
nginx = Need(lambda: False, ("nginx-light",))
spelling = Need(lambda: False, ("hunspell", "hunspell-es"))
unshare = Path("/usr/bin/unshare")


class Machine:
    """A system in which `lacking` is missing until it is installed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *lacking: str) -> None:
        self.lacking = list(lacking)
        self.said: list[str] = []
        self.may_install = True
        self.engine = True
        self.gvisor = True
        for name, value in {
            "needs_of": lambda _purpose: [
                there,
                *(Need(partial(self.has, each), (each,)) for each in lacking),
            ],
            "packages_can_install": lambda: self.may_install,
            "packages_list_refresh": lambda: self.said.append("update"),
            "packages_install": self.install,
            "engine_answers": lambda: self.engine,
            "engine_ensure": lambda: self.engine,
            "daemon_installed": lambda: True,
            "docker_denied": lambda: "",
            "gvisor_ready": lambda: self.gvisor,
            "gvisor_can_be_had": lambda: True,
            "gvisor_ensure": lambda: self.said.append("gvisor"),
        }.items():
            monkeypatch.setattr(needs, name, value)
        monkeypatch.delenv("DOCKER_HOST", raising=False)

    def has(self, package: str) -> bool:
        return package not in self.lacking

    def install(self, names: Sequence[str], purpose: str) -> bool:
        self.said.append(f"{purpose}: {' '.join(names)}")
        self.lacking = [each for each in self.lacking if each not in names]
        return True


def test_who_may_not_install_is_told_all_of_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "nginx-light", "postgresql")
    machine.may_install = machine.gvisor = False
    with pytest.raises(SetupError) as error:
        needs.needs_ensure("test")
    assert str(error.value).splitlines() == [
        "`make test` needs more than this system has:",
        "    Debian packages: nginx-light postgresql",
        "    gVisor (runsc) among the runtimes of Docker Engine",
    ]
    assert error.value.mend.splitlines() == [
        "As root, in this folder: make system",
        "  (the packages alone: apt-get install --no-install-recommends nginx-light postgresql)",
    ]
    assert not machine.said


def test_who_may_install_gets_all_of_it_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, "nginx-light", "postgresql")
    needs.needs_ensure("test")
    assert machine.said == ["update", "`make test`: nginx-light postgresql", "gvisor"]
    needs.needs_ensure("test")
    assert machine.said[3:] == ["gvisor"]


def test_a_check_asks_for_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    machine.engine = machine.may_install = False
    needs.needs_ensure("check")
    assert not machine.said


@pytest.mark.parametrize("may_install", [True, False])
def test_an_engine_that_is_named_and_away_ends_it_before_anything_is_installed(
    may_install: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(monkeypatch, "nginx-light")
    machine.engine, machine.may_install = False, may_install
    monkeypatch.setenv("DOCKER_HOST", "tcp://nowhere:1")
    with pytest.raises(SetupError, match="none answers at DOCKER_HOST=tcp://nowhere:1") as error:
        needs.needs_ensure("test")
    assert "unset it" in error.value.mend
    assert ("make system" in error.value.mend) is not may_install
    assert not machine.said


def test_an_engine_of_a_group_ends_it_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = Machine(monkeypatch)
    machine.engine = False
    monkeypatch.setattr(needs, "docker_denied", lambda: "join its group: usermod")
    with pytest.raises(SetupError, match="an engine: join its group: usermod") as error:
        needs.needs_ensure("bench")
    assert not error.value.mend


def test_an_engine_that_does_not_run_is_roots_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch)
    machine.engine = machine.may_install = False
    with pytest.raises(SetupError, match="it is installed and does not run") as error:
        needs.needs_ensure("bench")
    assert error.value.mend == needs.mend_all


def test_each_package_is_named_once_in_the_order_of_needs() -> None:
    assert needs.packages_missing([there, spelling, nginx, spelling]) == [
        *("hunspell", "hunspell-es", "nginx-light")
    ]


def test_root_prepares_the_system_for_all_commands_and_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(needs, "package_known", lambda _name: True)  # apt takes seconds
    wanted = {package for each in needs.needs_of("system") for package in each.packages}
    for purpose in ("check", "bench", "test"):
        assert wanted >= {name for each in needs.needs_of(purpose) for name in each.packages}
    assert {"uidmap", "gettext", "nginx-light", "hunspell-es"} <= wanted


def test_a_named_engine_needs_no_package_of_this_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere:2375")
    assert not needs.engine_needs()  # its `ps` is elsewhere, too
    monkeypatch.delenv("DOCKER_HOST")
    for name in ("engine_answers", "docker_denied", "daemon_installed"):
        monkeypatch.setattr(needs, name, lambda: "")
    assert needs.packages_missing(needs.engine_needs()) == ["docker.io", "iptables", "procps"]


def test_any_chromium_does_where_its_shell_can_not_be_had_without_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "found", lambda program: program == "chromium")
    monkeypatch.setattr(needs, "package_known", lambda _name: True)
    monkeypatch.setattr(needs, "password_needed", lambda: False)
    for may_install in (True, False):
        monkeypatch.setattr(needs, "packages_can_install", lambda may=may_install: may)
        assert needs.browser_there() is not may_install


def test_a_library_is_there_where_programs_find_it() -> None:
    assert needs.library_there("libc.so.6")
    assert not needs.library_there("libnowhere.so.1")


def test_ubuntu_has_chromium_as_a_snap_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "ubuntu"})
    needs.browser_can_be_had(["nginx-light"])
    with pytest.raises(SetupError, match="Ubuntu has no Debian package") as no:
        needs.browser_can_be_had([needs.browser_shell])
    assert "snap install chromium" in no.value.mend


def test_whoever_owns_the_checkout_is_told_of_the_engines_group(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Machine(monkeypatch)
    monkeypatch.setenv("SETUP_INSTALL", "")
    learner = pwd.struct_passwd(("learner", "x", 1000, 1000, "", "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _number: learner)
    for members in ([], ["learner"]):
        group = grp.struct_group(("docker", "x", 101, members))
        monkeypatch.setattr(grp, "getgrnam", lambda _name, group=group: group)
        assert needs.system_ensure() == 0
        told = "usermod -aG docker learner" in capsys.readouterr().out
        assert told is not bool(members)


def test_make_test_of_an_ordinary_user_ends_before_anything_is_loaded(tmp_path: Path) -> None:
    """On a path without programs, and as a user whom nobody knows."""
    done = subprocess.run(
        [str(unshare), "--user", sys.executable, "-B", "-m", "virtlearn.setup", "test"],
        cwd=root,
        env={"PATH": str(tmp_path), "VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "`make test` needs more than this system has:" in done.stdout
    assert " mmdebstrap " in done.stdout
    assert "As root, in this folder: make system" in done.stdout
    assert "▸" not in done.stdout  # no step was begun
    assert not list(tmp_path.iterdir())
