"""The system's part: Debian packages, the Docker daemon."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from virtlearn.setup.console import SetupError, allowed, answers, logs, run, say, step

daemon_log = logs / "dockerd.log"
# The engine lists a machine's processes by the host's `ps`.
engine_packages = ["docker.io", "iptables", "procps"]
apt_updated = False
apt_status = re.compile(r"(dl|pm)(?:status|error|conffile):[^:]*:([\d.]+):")
ping_seconds = 20
engine_socket = Path("/var/run/docker.sock")


def privileged() -> list[str] | None:
    """The words before a command that needs root: none for root, sudo where it may be used."""
    if os.geteuid() == 0:
        return []
    return ["sudo"] if shutil.which("sudo") else None


def packages_install(names: list[str], *, purpose: str, options: list[str] | None = None) -> bool:
    """Installs Debian packages after asking. False where it may not or can't be done.

    `options` are apt-get's, for a source of packages that this system does not use by itself.
    """
    more = options or []
    prefix = privileged()
    wanted = " ".join(names)
    by_hand = f"apt-get install {wanted}"
    if prefix is None or not shutil.which("apt-get"):
        say(f"  {purpose} needs {wanted}; as root: {by_hand}")
        return False
    if not allowed(
        f"{purpose} needs the Debian packages {wanted}. Install them now?",
        f"▸ {purpose}: installing {wanted} with apt-get",
    ):
        say(f"  Left out. To install later, as root: {by_hand}")
        return False
    if more or not apt_updated:
        packages_list_refresh(more)
    with step(f"apt-get install, {len(names)} packages") as tell:
        run(
            [
                *(*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *more, "install"),
                *("-y", "-qq", "--no-install-recommends", "-o", "APT::Status-Fd=1", *names),
            ],
            heard=partial(apt_heard, tell),
            mend=f"Try it by hand, as root: apt-get update && {by_hand}",
        )
    return True


def packages_list_refresh(options: Sequence[str] = ()) -> None:
    """A list that can't be refreshed (one mirror of several) may still be good enough."""
    global apt_updated  # noqa: PLW0603 - one list of packages a run is enough
    command = [*(privileged() or []), "apt-get", *options, "update", "-qq"]
    with step("apt-get update"):
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    apt_updated = True


def apt_heard(tell: Callable[[float], None], line: str) -> bool:
    """Tells how far apt is where `line` says so: its "Progress reporting" counts what is fetched
    and what is unpacked and set up from 0 to 100 each."""
    found = apt_status.match(line)
    if found:
        tell(float(found[2]) / 2 + (50 if found[1] == "pm" else 0))
    return bool(found)


def packages_can_install() -> bool:
    return bool(shutil.which("apt-get")) and privileged() is not None


def package_known(name: str) -> bool:
    """Whether the system's lists of packages have it."""
    return answers(["apt-cache", "show", "--quiet=2", name])


def password_needed() -> bool:
    """Whether a person has to type one before anything is installed."""
    return privileged() == ["sudo"] and not answers(["sudo", "-n", "true"])


def docker_command() -> str | None:
    """Debian's own client before any other on the path: it fits Debian's daemon."""
    return shutil.which("docker", path="/usr/bin") or shutil.which("docker")


def engine_answers() -> bool:
    """Whether there is an engine where labs will look for it.

    Its client need not be there: since Debian 13 it is a package of its own.
    """
    host = os.environ.get("DOCKER_HOST") or f"unix://{engine_socket}"
    if host.startswith("unix://"):
        return socket_answers(host.removeprefix("unix://"))
    command = docker_command()
    return bool(command) and answers([str(command), "version", "--format", "{{.Server.Version}}"])


def socket_answers(path: str) -> bool:
    """Whether an engine answers a ping at that socket."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ping_seconds)
            connection.connect(path)
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def docker_denied(socket: Path = engine_socket) -> str:
    """That there is an engine which this user may not use, and what mends it; else empty."""
    if os.environ.get("DOCKER_HOST") or not socket.exists() or os.access(socket, os.W_OK):
        return ""
    return (
        "a Docker Engine is here, but you may not use it. Join its group and log in again: "
        'sudo usermod -aG docker "$USER"'
    )


def daemon_installed() -> bool:
    return bool(shutil.which("dockerd", path="/usr/sbin:/usr/bin:/usr/local/bin:/sbin"))


def engine_ensure() -> bool:
    """A Docker Engine that answers: the one that is there, one that is started, one installed.

    False where none can be had: lessons, quizzes and the wizard work all the same. Raises
    SetupError where one is there and can't be started.
    """
    if engine_answers():
        return True
    if os.environ.get("DOCKER_HOST"):
        say(f"  DOCKER_HOST is {os.environ['DOCKER_HOST']}, where no engine answers.")
        return False
    if docker_denied():
        return False
    if not daemon_installed() and (
        not packages_install(engine_packages, purpose="Docker Engine, for the labs")
    ):
        return False
    prefix = privileged()
    if prefix is None:
        return False
    with step("Docker Engine"):
        daemon_start(prefix)
    return True


def daemon_start(prefix: list[str]) -> None:
    """Raises SetupError where it does not answer."""
    daemon: subprocess.Popen[bytes] | None = None
    if os.path.isdir("/run/systemd/system"):  # noqa: PTH112 - as sd_booted(3) does
        run([*prefix, "systemctl", "start", "docker"])
    else:
        daemon_log.parent.mkdir(parents=True, exist_ok=True)
        with daemon_log.open("a") as log:
            daemon = subprocess.Popen(
                [*prefix, "dockerd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    for _attempt in range(60):
        if engine_answers():
            return
        if denied := docker_denied():
            raise SetupError(f"The Docker Engine runs: {denied}")
        if daemon and daemon.poll() is not None:
            raise SetupError(
                f"The Docker Engine ended as soon as it was started: {last_line(daemon_log)}",
                f"All that it said is in {daemon_log}.",
            )
        time.sleep(0.5)
    raise SetupError("The Docker Engine did not answer within 30 s.", f"Read {daemon_log}.")


def last_line(path: Path) -> str:
    """The last thing that a daemon said; empty where it said nothing."""
    lines = path.read_text(errors="replace").split("\n") if path.is_file() else []
    return next((line for line in reversed(lines) if line.strip()), "")
