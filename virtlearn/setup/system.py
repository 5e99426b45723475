"""The system's part: Debian packages, the Docker daemon."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

from virtlearn.setup.console import SetupError, allowed, answers, log_path, root, run, say, step

apt_updated = False
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
    global apt_updated  # noqa: PLW0603 - one list of packages a run is enough
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
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"apt-get install {wanted}"):
        if more or not apt_updated:
            # A list that can't be refreshed (one mirror of several) may still be good enough.
            subprocess.run(
                [*prefix, "apt-get", *more, "update", "-qq"],
                env=env,
                capture_output=True,
                check=False,
            )
            apt_updated = True
        run(
            [
                *(*prefix, "apt-get", *more, "install"),
                *("-y", "-qq", "--no-install-recommends", *names),
            ],
            env=env,
            mend=f"Try it by hand, as root: apt-get update && {by_hand}",
        )
    return True


def docker_command() -> str | None:
    """Debian's own client before any other on the path: it fits Debian's daemon."""
    return shutil.which("docker", path="/usr/bin") or shutil.which("docker")


def engine_answers() -> bool:
    command = docker_command()
    return bool(command) and answers([str(command), "version", "--format", "{{.Server.Version}}"])


def engine_closed(socket: Path) -> bool:
    return socket.exists() and not os.access(socket, os.R_OK | os.W_OK)


def engine_refused(socket: Path = engine_socket) -> bool:
    """Whether an engine is there that this user may not use; then it is said what to do."""
    if not engine_closed(socket):
        return False
    say("  The Docker Engine runs, but you may not use it. Join its group and log in again;")
    say('  as root: usermod -aG docker "$USER"')
    return True


def engine_ensure() -> bool:
    """A Docker Engine that answers: the one that is there, one that is started, one installed.

    False where none can be had: lessons, quizzes and the wizard work all the same.
    """
    if engine_answers():
        return True
    if os.environ.get("DOCKER_HOST"):
        say(f"  DOCKER_HOST is {os.environ['DOCKER_HOST']}, where no engine answers.")
        return False
    if engine_refused():  # a second daemon would only fail
        return False
    if not shutil.which("dockerd", path="/usr/sbin:/usr/bin:/usr/local/bin:/sbin") and (
        not packages_install(["docker.io", "iptables"], purpose="Docker Engine, for the labs")
    ):
        return False
    with step("Docker Engine"):
        started = daemon_start()
    return started and not engine_refused()


def daemon_start() -> bool:
    """True once it answers, or would answer somebody who may ask."""
    prefix = privileged()
    if prefix is None:
        return False
    if os.path.isdir("/run/systemd/system"):  # noqa: PTH112 - as sd_booted(3) does
        run([*prefix, "systemctl", "start", "docker"])
    else:
        log_path.parent.mkdir(exist_ok=True)
        with (root / "var" / "dockerd.log").open("a") as log:
            subprocess.Popen(
                [*prefix, "dockerd"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    for _attempt in range(60):
        if engine_answers() or engine_closed(engine_socket):
            return True
        time.sleep(0.5)
    raise SetupError("dockerd did not answer within 30 s.", "Read var/dockerd.log.")
