"""What commands need of the system beside `.venv`: Debian packages, an engine, gVisor.

Who may install gets all of it at once; who may not is told all of it at once, before anything is
loaded.
"""

from __future__ import annotations

import ctypes
import grp
import os
import platform
import pwd
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from virtlearn.setup.console import SetupError, answers, root, say
from virtlearn.setup.gvisor import gvisor_can_be_had, gvisor_ensure, gvisor_ready
from virtlearn.setup.system import (
    daemon_installed,
    docker_command,
    docker_denied,
    engine_answers,
    engine_ensure,
    engine_packages,
    package_known,
    packages_can_install,
    packages_install,
    packages_list_refresh,
    password_needed,
)

engine_group = "docker"
mend_all = "As root, in this folder: make system"
debian_keys = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
browser_shell = "chromium-headless-shell"
# Chromium as a whole serves as well, at nearly twice the processor's time.
browsers = (browser_shell, "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """Debian `packages` that are to be installed where `met` says no."""

    met: Callable[[], bool]
    packages: tuple[str, ...]


def found(program: str) -> bool:
    """Whether it is on the path or among the system's own, which users' paths leave out."""
    return bool(shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin"))


def library_there(name: str) -> bool:
    """Whether programs that are linked to it start."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def need(program: str, package: str) -> Need:
    return Need(lambda: found(program), (package,))


def browser_there() -> bool:
    """The shell alone where it can be had without a question, else any Chromium."""
    if found(browser_shell):
        return True
    had = packages_can_install() and not password_needed() and package_known(browser_shell)
    return not had and any(map(found, browsers))


def compose_there() -> bool:
    """What reads deploy/compose.yaml: a plugin of Docker's client, or Debian's package."""
    client = docker_command()
    return found("docker-compose") or bool(client and answers([client, "compose", "version"]))


# For pages in a browser, which Playwright drives by a node that needs libatomic.
driven_browser = (
    Need(browser_there, (browser_shell,)),
    Need(partial(library_there, "libatomic.so.1"), ("libatomic1",)),
)
# For the tests: of pages, with PostgreSQL, behind nginx (Caddy comes with the Python packages), of
# units by systemd's own judge, of alerts by Prometheus', of the operator's page, of a bare system's
# network, and of containers.
suite = (
    *driven_browser,
    Need(
        lambda: found("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        ("postgresql",),
    ),
    need("nginx", "nginx-light"),
    need("systemd-analyze", "systemd"),
    need("promtool", "prometheus"),
    need("curl", "curl"),
    need("ip", "iproute2"),
    Need(compose_there, ("docker-compose",)),
)
spelling = Need(
    lambda: answers(["hunspell", "-D", "-d", "en_GB,es_ES"]),
    ("hunspell", "hunspell-en-gb", "hunspell-es"),
)
translation_tools = need("xgettext", "gettext")
# What makes the base of machines where no registry can be asked for one. Who is not root makes it
# as root of a user namespace, for which newuidmap is needed; Ubuntu lacks Debian's keys.
base = need("mmdebstrap", "mmdebstrap")
base_of_user = need("newuidmap", "uidmap")
base_keys = Need(debian_keys.is_file, ("debian-archive-keyring",))


def engine_needs() -> list[Need]:
    """An engine of this host's, if no other is named, and the `ps` by which it lists processes."""
    if os.environ.get("DOCKER_HOST"):
        return []
    here = engine_answers() or docker_denied() or daemon_installed()
    return [need("ps", "procps")] if here else [Need(lambda: False, tuple(engine_packages))]


def client_need() -> Need:
    """Docker's client: since Debian 13 it is a package of its own."""
    return need("docker", "docker-cli" if package_known("docker-cli") else "docker.io")


def lab_needs() -> list[Need]:
    """For machines, on the engine that there is or will be."""
    return [*engine_needs(), base, *([base_of_user] if os.geteuid() else []), base_keys]


def needs_of(purpose: str) -> list[Need]:
    """`purpose` is check, bench, test, or system: all of them, for whoever comes after root."""
    if purpose == "check":
        return [translation_tools, spelling]
    needs = [*lab_needs(), client_need()]
    if purpose == "bench":
        needs += driven_browser
    if purpose in {"test", "system"}:
        needs += [*suite, spelling]
    if purpose == "system":
        needs += [translation_tools, base_of_user]
    return needs


def packages_missing(needs: Iterable[Need]) -> list[str]:
    """The packages of those that are not met, each once, in their order."""
    return list(dict.fromkeys(name for each in needs if not each.met() for name in each.packages))


@dataclass(frozen=True)
class Lack:
    """What is not there, what mends it, and how else that can be done."""

    said: str
    mend: str = ""
    by_hand: str = ""


def needs_ensure(purpose: str) -> None:
    """Installs and starts what `purpose` needs. Raises SetupError with all that is missing."""
    if not packages_can_install():
        if lacks := lacking(purpose):
            raise refused(purpose, lacks)
        return
    if purpose != "check" and (lacks := engine_out_of_reach()):
        raise refused(purpose, lacks)
    if packages_missing(needs_of(purpose)):
        packages_list_refresh()  # what a package is called hangs on the lists
        missing = packages_missing(needs_of(purpose))
        browser_can_be_had(missing)
        if not packages_install(missing, purpose=f"`make {purpose}`"):
            raise refused(purpose, lacking(purpose))
    if purpose == "check":
        return
    if not engine_ensure():
        raise refused(purpose, lacking(purpose))
    if purpose in {"test", "system"}:
        gvisor_ensure()


def lacking(purpose: str) -> list[Lack]:
    """What is missing here for `purpose`."""
    lacks = []
    if missing := packages_missing(needs_of(purpose)):
        browser_can_be_had(missing)
        names = " ".join(missing)
        lacks.append(
            Lack(
                f"Debian packages: {names}",
                mend_all,
                f"(the packages alone: apt-get install --no-install-recommends {names})",
            )
        )
    if purpose == "check":
        return lacks
    if not engine_answers():
        if (away := engine_out_of_reach()) or not daemon_installed():
            return [*lacks, *away]
        return [*lacks, Lack("Docker Engine: it is installed and does not run", mend_all)]
    if purpose == "test" and not gvisor_ready() and gvisor_can_be_had():
        lacks.append(Lack("gVisor (runsc) among the runtimes of Docker Engine", mend_all))
    return lacks


def engine_out_of_reach() -> list[Lack]:
    """Why an engine can't be used that is there or was named, which no package mends."""
    host = os.environ.get("DOCKER_HOST")
    if host and not engine_answers():
        return [Lack(f"an engine: none answers at DOCKER_HOST={host}", "Start it, or unset it.")]
    if denied := docker_denied():
        return [Lack(f"an engine: {denied}")]
    return []


def refused(purpose: str, lacks: Sequence[Lack]) -> SetupError:
    """One message with all of it."""
    lines = [f"`make {purpose}` needs more than this system has:", *(each.said for each in lacks)]
    mends = dict.fromkeys([each.mend for each in lacks] + [each.by_hand for each in lacks])
    return SetupError("\n    ".join(lines), "\n  ".join(filter(None, mends)))


def browser_can_be_had(missing: Iterable[str]) -> None:
    """Raises SetupError where a browser is missing and the system has no package of it."""
    if browser_shell in missing and platform.freedesktop_os_release().get("ID") == "ubuntu":
        raise SetupError(
            "Tests in a real browser need Chromium, of which Ubuntu has no Debian package.",
            "snap install chromium, or Google's own package of Chrome",
        )


def system_ensure() -> int:
    """`make system`: all that the other commands need of the system, installed once by root."""
    os.environ["SETUP_INSTALL"] = "yes"  # that is what was asked for
    needs_ensure("system")
    say("This system has what `make check`, `make test` and `make bench` need.")
    if name := outsider():
        say(
            f"To start machines, {name} has to be in the engine's group, which makes root of "
            f"whoever is in it: usermod -aG {engine_group} {name}"
        )
    return 0


def outsider() -> str:
    """The owner of this checkout, where the engine of this host lets them not in; else empty."""
    try:
        owner = pwd.getpwuid(root.stat().st_uid)
        group = grp.getgrnam(engine_group)
    except KeyError:  # nobody's, or an engine without a group
        return ""
    within = owner.pw_gid == group.gr_gid or owner.pw_name in group.gr_mem
    return "" if owner.pw_uid == 0 or within or os.environ.get("DOCKER_HOST") else owner.pw_name
