"""Command lines that make a bare system and run something inside it. Pure."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from virtlearn.setup.fresh.cases import Case
from virtlearn.setup.fresh.sources import Source, ubuntu_suites

suites = ("bookworm", "trixie", *ubuntu_suites)
path = "/usr/sbin:/usr/bin:/sbin:/bin"  # Debian's own, and nothing of the host's
# An operator who gives a user an engine also gives what a base image is made with: without a
# registry the user, who may install nothing, could build none.
engine_packages = ("docker.io", "iptables", "procps", "mmdebstrap", "uidmap")
archive_seconds = 900  # a mirror that hangs ends it
no_engine = "unix:///nonexistent/docker.sock"
needed = re.compile(r"minimal system lacks these: `apt-get install ([^`]+)`")


def packages_needed(readme: str) -> list[str]:
    """What the README tells who has a minimal system to install. Raises ValueError without it."""
    found = needed.search(readme)
    if not found:
        raise ValueError("README.md no longer says what a minimal system lacks.")
    return found[1].split()


def mmdebstrap(  # noqa: PLR0913
    suite: str,
    packages: Sequence[str],
    sources: Iterable[Source],
    apt_file: Path | None,
    tar: Path,
    *,
    keyring: Path | None = None,
) -> list[str]:
    """A minimal root of `suite` with `packages`, as an archive; `apt_file` has options for apt.
    `keyring`: whose keys sign it, where it is not Debian."""
    return [
        *("timeout", "--kill-after=30", str(archive_seconds)),
        *("mmdebstrap", "--mode=root", "--variant=minbase", "--quiet"),
        # Also apt, which no real system lacks, and which minbase leaves out of Ubuntu.
        f"--include={','.join(['apt', *packages])}",
        *([f"--aptopt={apt_file}"] if apt_file else []),
        *([f"--keyring={keyring}"] if keyring else []),
        *(suite, str(tar), *(source.line for source in sources)),
    ]


def namespaces(words: Sequence[str]) -> list[str]:
    """Runs `words` as the first process of its own; all others in there end with it, and it with
    whoever starts this."""
    apart = ["--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child=SIGKILL"]
    return ["setpriv", "--pdeathsig", "KILL", "unshare", *apart, "--", *words]


def inside(pid: int, user: str, env: Mapping[str, str], script: str) -> list[str]:
    """Runs the shell script in the system whose first process is `pid` here."""
    variables = [f"{name}={value}" for name, value in env.items()]
    return [
        *("nsenter", "--target", str(pid), "--mount", "--pid", "--net"),
        *("--uts", "--ipc", "--"),
        *("/usr/sbin/chroot", f"--userspec={user}", "/"),  # the system's own: changes the user
        *("/usr/bin/env", "-i", *variables, "/bin/sh", "-ec", script),
    ]


def environment(case: Case, registry: Mapping[str, str]) -> dict[str, str]:
    """What a login of Debian's gives, and how to reach the package registries."""
    env = {
        "PATH": path,
        "HOME": case.home,
        "USER": case.user,
        "LOGNAME": case.user,
        "SHELL": "/bin/sh",
        "LANG": "C.UTF-8",
        **registry,
    }
    if case.user == "root" and case.engine == "none":
        env["DOCKER_HOST"] = no_engine  # root may install one: this says that there is none
    return env


def daemon_settings(group: str) -> str:
    """The daemon's file inside: control groups are shared with the host, whose own daemon it must
    not disturb."""
    return json.dumps({"cgroup-parent": f"/{group}"})


def engine_asked(path: str) -> str:
    """Prints what the engine inside answers to GET `path`; fails where it does not answer."""
    code = (
        "import http.client, socket; c = http.client.HTTPConnection('engine'); "
        "c.sock = socket.socket(socket.AF_UNIX); c.sock.connect('/var/run/docker.sock'); "
        f"c.request('GET', {path!r}); print(c.getresponse().read().decode())"
    )
    return f"python3 -c {shlex.quote(code)}"


def clone_script(folder: str) -> str:
    return f"git clone -q /srv/virtlearn.bundle {shlex.quote(folder)}"


def run_script(folder: str, port: int) -> str:
    return f"cd {shlex.quote(folder)} && exec make run PORT={port}"


def system_script(folder: str) -> str:
    return f"cd {shlex.quote(folder)} && exec make system"


def foreign_script(folder: str) -> str:
    """Prints what there is root's."""
    return f"find {shlex.quote(folder)} -user root"


def loaded_script(folder: str) -> str:
    """Prints what the environment has in it, as its stamp says: "dev …" for the tests' packages."""
    return f"cat {shlex.quote(folder)}/.venv/.installed"


def test_script(folder: str, arguments: str) -> str:
    words = f" ARGS={shlex.quote(arguments)}" if arguments else ""
    return f"cd {shlex.quote(folder)} && exec make test{words}"
