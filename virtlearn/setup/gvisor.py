"""gVisor's runsc, from Debian's packages, made known to the Docker Engine that runs here.

The engine is told by its own file and a reload, which touches no container that runs. Where the
reload does not take, the file is put back: an engine must start again after a reboot.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from virtlearn.setup.console import SetupError, allowed, answers, root, say
from virtlearn.setup.system import docker_command, packages_install, privileged

daemon_file = Path("/etc/docker/daemon.json")
pid_file = Path("/var/run/docker.pid")
# Debian 12's own is of 2022: under it `ls` fails on Debian 12's files. Its backports have 2024's.
oldest = 20230101
keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
# Machines on runsc have no network. Besides, releases up to 2024 take every container for one on
# the host's network where the kernel is newer than they are, and start none with a network.
arguments = ["--network=none"]
# The same without limits: what the tests must see refused.
careless = "virtlearn-test-no-limits"
runtimes: dict[str, dict[str, Any]] = {
    "runsc": {"path": "runsc", "runtimeArgs": arguments},
    careless: {"path": "runsc", "runtimeArgs": [*arguments, "--ignore-cgroups"]},
}


def gvisor_ensure() -> bool:
    """For the tests: runsc and its careless twin, as the engine has them. False: said why not."""
    if gvisor_ready():
        return True
    if os.environ.get("DOCKER_HOST"):
        say("  DOCKER_HOST is set: gVisor is to be installed where that engine runs.")
        return False
    try:
        installed = runsc_install()
    except SetupError as error:
        say(f"  {error}")
        installed = False
    if not installed:
        say("  No gVisor (runsc): tests of it will fail, and labs that ask for it do not start.")
        return False
    return register()


def gvisor_ready() -> bool:
    """Whether the engine has these runtimes."""
    return set(runtimes) <= engine_runtimes()


def gvisor_can_be_had() -> bool:
    """Whether who may install packages could have it on the engine of this host."""
    if os.environ.get("DOCKER_HOST"):
        return False
    return max(runsc_version(), runsc_candidate()) >= oldest or bool(debian_12_mirror())


def runsc_version() -> int:
    """Its date as a number; 0 where there is none."""
    return version_date(output_of(["runsc", "--version"])) if shutil.which("runsc") else 0


def version_date(text: str) -> int:
    """The first date such as 20240729 in `text`, or 0."""
    found = re.search(r"\b(20\d{6})\b", text)
    return int(found[1]) if found else 0


def runsc_install() -> bool:
    purpose = "gVisor, for tests of isolation"
    if runsc_version() >= oldest:
        return True
    if runsc_candidate() >= oldest:
        packages_install(["runsc"], purpose=purpose)
    elif mirror := debian_12_mirror():
        with tempfile.NamedTemporaryFile("w", suffix=".list") as file:
            file.write(backports_sources(mirror))
            file.flush()
            packages_install(["runsc"], purpose=purpose, options=backports_options(file.name))
    return runsc_version() >= oldest


def runsc_candidate() -> int:
    """The date of the release that the system's sources of packages have; 0 for none."""
    found = re.search(r"Candidate: (\S+)", output_of(["apt-cache", "policy", "runsc"]))
    return version_date(found[1]) if found else 0


def debian_12_mirror() -> str:
    """Where this system's bookworm, whose backports have it, comes from; empty on another."""
    wanted = "$(REPO_URI)|$(CODENAME)|$(COMPONENT)|$(ORIGIN)"
    rows = output_of(["apt-get", "indextargets", "--format", wanted, "Created-By: Packages"])
    for uri, *rest in (row.split("|") for row in rows.splitlines()):
        if rest == ["bookworm", "main", "Debian"]:
            return uri
    return ""


def backports_sources(mirror: str) -> str:
    """The system's own list and the backports, as one."""
    signed = f"[signed-by={keyring}] " if Path(keyring).is_file() else ""
    own = Path("/etc/apt/sources.list")
    lines = own.read_text() if own.is_file() else ""
    return f"{lines}\ndeb {signed}{mirror} bookworm-backports main\n"


def backports_options(sources: str) -> list[str]:
    """Has apt-get take its list from that file, for this call alone."""
    return [
        *("-o", f"Dir::Etc::sourcelist={sources}"),
        *("-o", "APT::Get::List-Cleanup=0"),
        *("-t", "bookworm-backports"),
    ]


def register() -> bool:
    """Writes the runtimes into the engine's file and has it read again."""
    prefix = privileged()
    if prefix is None:
        say(f"  gVisor needs an entry in {daemon_file}; see docs/isolation.md.")
        return False
    before = daemon_file.read_text() if daemon_file.is_file() else None
    try:
        wanted = with_runtimes(before or "{}")
    except ValueError as error:
        say(f"  {daemon_file} is left alone: {error}")
        return False
    if not allowed(
        f"The engine has to be told of gVisor. Add it to the runtimes in {daemon_file}?",
        f"▸ gVisor: adding it to the runtimes in {daemon_file}",
    ):
        return False
    file_write(prefix, wanted)
    if reload(prefix) and engine_knows():
        return True
    say(f"  The engine did not take it; {daemon_file} is as it was. See docs/isolation.md.")
    if before is None:
        subprocess.run([*prefix, "rm", "-f", str(daemon_file)], check=False)
    else:
        file_write(prefix, before)
    return False


def with_runtimes(text: str) -> str:
    """The engine's settings `text` with our runtimes; one of these names that is there stays.

    Raises ValueError for what is no JSON object.
    """
    settings = json.loads(text)
    if not isinstance(settings, dict) or not isinstance(settings.get("runtimes", {}), dict):
        raise ValueError("it is no JSON object")
    path = shutil.which("runsc") or "runsc"
    ours = {name: {**entry, "path": path} for name, entry in runtimes.items()}
    settings["runtimes"] = {**ours, **settings.get("runtimes", {})}
    return json.dumps(settings, indent=2) + "\n"


def file_write(prefix: list[str], text: str) -> None:
    """In one step, so that the engine never reads half a file."""
    fresh = f"{daemon_file}.new"
    subprocess.run([*prefix, "mkdir", "-p", str(daemon_file.parent)], check=True)
    subprocess.run(
        [*prefix, "tee", fresh], input=text, text=True, stdout=subprocess.DEVNULL, check=True
    )
    subprocess.run([*prefix, "mv", fresh, str(daemon_file)], check=True)


def reload(prefix: list[str]) -> bool:
    try:
        pid = int(pid_file.read_text())
    except (OSError, ValueError):
        return answers([*prefix, "systemctl", "reload", "docker"])
    return answers([*prefix, "kill", "-HUP", str(pid)])


def engine_knows() -> bool:
    for _attempt in range(20):
        if set(runtimes) <= engine_runtimes():
            return True
        time.sleep(0.25)
    return False


def engine_runtimes() -> set[str]:
    command = docker_command()
    text = output_of([str(command), "info", "--format", "{{json .Runtimes}}"]) if command else ""
    try:
        return set(json.loads(text or "{}"))
    except ValueError:
        return set()


def output_of(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, cwd=root
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
