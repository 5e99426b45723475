"""What `make fresh` tells apt, unshare and people; that it works, `make fresh` itself shows."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from virtlearn.setup.console import root
from virtlearn.setup.fresh import commands, keyring
from virtlearn.setup.fresh.cases import Case, Engine, every, learner, named
from virtlearn.setup.fresh.host import (
    Host,
    acquire_options,
    folders_shown,
    local_paths,
    registry_environment,
)
from virtlearn.setup.fresh.journey import Outcome
from virtlearn.setup.fresh.possible import NotPossibleError, packages_missing
from virtlearn.setup.fresh.report import json_lines, table
from virtlearn.setup.fresh.sources import Source, adapt, parse, ubuntu_sources
from virtlearn.setup.fresh.system import System, archive_write
from virtlearn.setup.processes import Process, left_over, status_parse

mirror_key = "/etc/apt/keyrings/mirror.gpg"
deb822 = f"""
Types: deb deb-src
# a comment between fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
 bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: {mirror_key}

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
"""


def test_the_readme_names_what_a_minimal_system_lacks() -> None:
    packages = commands.packages_needed((root / "README.md").read_text())
    assert packages == ["git", "make", "python3-venv", "ca-certificates"]


def test_a_readme_that_names_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="minimal system"):
        commands.packages_needed("Install what you like.")


def test_sources_follow_the_suite() -> None:
    adapted = adapt(parse(deb822, deb822=True), "bookworm", "trixie")
    assert [source.line for source in adapted] == [
        "deb http://mirror.example/debian trixie main contrib",
        "deb http://mirror.example/debian trixie-updates main contrib",
        f"deb [signed-by={mirror_key}] http://mirror.example/debian-security trixie-security main",
    ]
    assert adapted[2].keyring == mirror_key
    assert adapted[0].keyring == ""


def test_sources_of_one_line() -> None:
    text = """
        # deb http://off.example/debian bookworm main
        deb [Trusted=yes arch=amd64] http://mirror.example/debian bookworm main  # ours
        deb-src http://mirror.example/debian bookworm main
        deb https://other.example/linux/debian bookworm stable
    """
    found = parse(text, deb822=False)
    assert found[0] == Source(
        "http://mirror.example/debian",
        "bookworm",
        ("main",),
        (("trusted", "yes"), ("arch", "amd64")),
    )
    assert [source.line for source in adapt(found, "bookworm", "trixie")] == [
        "deb [trusted=yes arch=amd64] http://mirror.example/debian trixie main"
    ]


@pytest.mark.parametrize("codename", ["noble", ""])
def test_another_distribution_gets_debians_public_mirrors(codename: str) -> None:
    ubuntu = parse("deb http://archive.example/ubuntu noble universe", deb822=False)
    adapted = adapt(ubuntu, codename, "bookworm")
    assert [source.suite for source in adapted] == [
        "bookworm",
        "bookworm-updates",
        "bookworm-security",
    ]


def test_the_archive_is_made_of_these_sources_and_packages(tmp_path: Path) -> None:
    words = commands.mmdebstrap(
        "trixie",
        ["git", "make"],
        [Source("http://mirror.example/debian", "trixie", ("main",))],
        tmp_path / "apt.conf",
        tmp_path / "trixie.tar",
    )
    assert words[0] == "timeout"  # a mirror that hangs ends it
    assert "--variant=minbase" in words
    assert "--include=apt,git,make" in words
    assert f"--aptopt={tmp_path}/apt.conf" in words
    assert words[-3:] == [
        "trixie",
        str(tmp_path / "trixie.tar"),
        "deb http://mirror.example/debian trixie main",
    ]


def test_ubuntu_has_its_own_archive_and_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [source.line for source in ubuntu_sources("noble")]
    assert lines[0] == "deb http://archive.ubuntu.com/ubuntu noble main universe"
    words = commands.mmdebstrap(
        "noble", ["git"], ubuntu_sources("noble"), None, tmp_path / "noble.tar", keyring=tmp_path
    )
    assert f"--keyring={tmp_path}" in words

    def another(_address: str, timeout: float) -> io.BytesIO:
        return io.BytesIO(b"somebody else's keys")

    monkeypatch.setattr(keyring, "place", Path("nowhere"))
    monkeypatch.setattr(urllib.request, "urlopen", another)
    with pytest.raises(NotPossibleError, match="not the package that is known"):
        keyring.ubuntu_keyring(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_mirror_that_is_away_is_no_fault_of_the_project() -> None:
    with pytest.raises(NotPossibleError, match="ended with 1"):
        archive_write(["false"])
    archive_write(["true"])


def test_packages_of_programs_that_are_missing_are_named() -> None:
    assert packages_missing({"sh": "dash", "no-such-program": "some-package"}) == ["some-package"]


@pytest.mark.parametrize(("more", "status"), [([], 1), (["--if-possible"], 0)])
def test_who_is_not_root_is_told_that_nothing_was_tried(more: list[str], status: int) -> None:
    nobody = ["unshare", "--user", sys.executable, "-m", "virtlearn.setup.fresh"]
    done = subprocess.run(
        [*nobody, "--cases", "user-none", *more],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Not tried on a bare bookworm" in done.stdout) == (status, True)


def test_nothing_of_the_hosts_environment_comes_in_but_how_to_reach_registries() -> None:
    found = registry_environment(
        {
            "PATH": "/opt/python/bin",
            "DATABASE_URL": "postgres://somewhere",
            "PIP_INDEX_URL": "https://pypi.example/simple",
            "npm_config_registry": "https://npm.example",
            "https_proxy": "http://proxy.example",
            "SSL_CERT_FILE": "/etc/ssl/ours.pem",
        }
    )
    assert set(found) == {"PIP_INDEX_URL", "npm_config_registry", "https_proxy", "SSL_CERT_FILE"}
    env = commands.environment(Case(learner, Engine.NONE), found)
    assert env["PATH"] == "/usr/sbin:/usr/bin:/sbin:/bin"
    assert env["HOME"] == "/home/learner"


def test_root_is_told_that_there_is_no_engine_since_it_could_install_one() -> None:
    assert "DOCKER_HOST" in commands.environment(Case("root", Engine.NONE), {})
    assert "DOCKER_HOST" not in commands.environment(Case("root", Engine.ABSENT), {})
    assert "DOCKER_HOST" not in commands.environment(Case(learner, Engine.NONE), {})


def test_folders_that_pip_reads_are_found_and_shown() -> None:
    text = """
        [global]
        index-url = https://pypi.example/simple
        extra-index-url = file:///opt/index/simple, file:///opt/more
        find-links = /opt/wheels
        cert = /etc/ssl/ours.pem
    """
    named_paths = local_paths(text)
    assert named_paths == [
        Path("/etc/ssl/ours.pem"),
        Path("/opt/index/simple"),
        Path("/opt/more"),
        Path("/opt/wheels"),
    ]
    folders = folders_shown([*named_paths[1:], Path("/usr"), Path("/"), Path("/etc/ssl/certs")])
    assert folders == (Path("/opt/index"), Path("/opt/more"), Path("/opt/wheels"))


def test_apts_options_about_fetching_are_kept() -> None:
    text = 'Acquire::Check-Date "false";\n// Acquire::x "y";\nDPkg::Post-Invoke { "rm"; };\n'
    assert acquire_options([text, 'Acquire::http::Proxy "http://proxy.example";']) == (
        'Acquire::Check-Date "false";\nAcquire::http::Proxy "http://proxy.example";\n'
    )


def test_a_command_runs_inside_as_the_user_with_a_clean_environment() -> None:
    words = commands.inside(42, learner, {"HOME": "/home/learner"}, "make run")
    entered = words.index("/usr/sbin/chroot")
    assert words[:3] == ["nsenter", "--target", "42"]
    assert words[entered + 1 :] == [
        *("--userspec=learner", "/"),
        *("/usr/bin/env", "-i", "HOME=/home/learner", "/bin/sh", "-ec", "make run"),
    ]


def test_a_bare_system_ends_with_whoever_started_it() -> None:
    words = commands.namespaces(["python3", "first_process.py"])
    assert words[:3] == ["setpriv", "--pdeathsig", "KILL"]
    assert "--kill-child=SIGKILL" in words
    assert words[-3:] == ["--", "python3", "first_process.py"]


def test_a_copy_does_not_follow_a_link_out_of_the_system(tmp_path: Path) -> None:
    outside = tmp_path / "resolv.conf"
    outside.write_text("the host's")
    news = tmp_path / "news"
    news.write_text("for the system")
    host = Host((), (), {}, (), "")
    system = System(tmp_path / "none.tar", every[0], host, tmp_path)
    inside = system.root / "etc/resolv.conf"
    inside.parent.mkdir(parents=True)
    inside.symlink_to(outside)

    system.copy(news, "/etc/resolv.conf")

    assert outside.read_text() == "the host's"
    assert inside.read_text() == "for the system"
    assert not inside.is_symlink()


def test_a_signal_waits_until_a_system_is_taken_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = System(tmp_path / "none.tar", every[0], Host((), (), {}, (), ""), tmp_path)
    done: list[str] = []

    def remove() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all of it")

    monkeypatch.setattr(system, "remove", remove)
    # Who starts tests behind a shell hands down that SIGINT is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            system.close()
    finally:
        signal.signal(signal.SIGINT, before)
    assert done


def test_arguments_for_pytest_reach_make_as_one_word() -> None:
    script = commands.test_script("/root/virtlearn", "-m 'not browser' tests/virtlearn")
    assert script.endswith("""make test ARGS='-m '"'"'not browser'"'"' tests/virtlearn'""")
    assert commands.test_script("/root/virtlearn", "").endswith("exec make test")


def test_the_engine_inside_has_a_firewall_and_control_groups_of_its_own() -> None:
    assert json.loads(commands.daemon_settings("vlfresh1")) == {"cgroup-parent": "/vlfresh1"}
    assert "--net" in commands.namespaces(["true"])
    assert "--net" in commands.inside(1, "root", {}, "true")


def test_the_engine_inside_is_asked_without_its_client() -> None:
    words = shlex.split(commands.engine_asked("/images/json?all=1"))
    assert words[:2] == ["python3", "-c"]
    compile(words[2], "asked", "exec")
    assert "c.request('GET', '/images/json?all=1')" in words[2]


def test_cases_by_name() -> None:
    assert named("") == every
    assert named("root-ready, user-none") == (
        Case("root", Engine.READY),
        Case(learner, Engine.NONE),
    )
    with pytest.raises(ValueError, match=r"user-all.*user-refused"):
        named("user-none,user-all")


def test_a_process_state_is_read_whatever_its_name_holds() -> None:
    assert status_parse("7 (a) Z (b)) S 1 7 5 0 -1") == ("S", 7)


def test_an_engine_may_stay_and_nothing_else() -> None:
    found = [
        Process(10, 10, "S", ("/usr/sbin/dockerd", "--group", "docker")),
        Process(11, 10, "S", ("containerd", "--config", "x")),
        Process(12, 12, "S", (".venv/bin/python", "manage.py", "keeper")),
        Process(13, 13, "S", ()),
    ]
    assert left_over(iter(found)) == [".venv/bin/python manage.py keeper", ""]


def test_figures_for_programs_and_a_table_for_people() -> None:
    good = Outcome(every[0], {"first_page_bare_s": 31.254, "first_page_again_s": 4.0})
    bad = Outcome(every[1], faults=["make run ended with 1:\nno index"])
    assert [json.loads(line) for line in json_lines("trixie", [good, bad])] == [
        {
            "name": "first_page_bare_s",
            "value": 31.25,
            "unit": "s",
            "suite": "trixie",
            "case": "user-none",
        },
        {
            "name": "first_page_again_s",
            "value": 4.0,
            "unit": "s",
            "suite": "trixie",
            "case": "user-none",
        },
    ]
    lines = table([good, bad]).splitlines()
    assert lines[1].split() == ["user-none", "31.3", "4.0", "–", "none"]
    assert lines[2].split() == ["root-none", "–", "–", "–", "1"]
    assert lines[4:] == ["✗ root-none: make run ended with 1:", "no index"]
