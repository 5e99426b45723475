"""Whether this host can make a bare system: its rights, programs, namespaces and mounts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from virtlearn.setup.console import SetupError, answers
from virtlearn.setup.fresh import commands
from virtlearn.setup.fresh.cases import Case
from virtlearn.setup.system import packages_install

# A program's Debian package. Those that only an engine inside needs come last.
always = {
    "mmdebstrap": "mmdebstrap",
    "setpriv": "util-linux",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "chroot": "coreutils",
    "git": "git",
}
with_engine = {"ip": "iproute2"}
mounts = "mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /mnt"


class NotPossibleError(SetupError):
    """No bare system can be made here, whatever the project does."""


def able(chosen: Iterable[Case]) -> None:
    """Installs the programs that are missing. Raises NotPossibleError where this host can't make a
    bare system for the cases."""
    if os.geteuid():
        raise NotPossibleError("A bare system is made and entered by root.", "sudo make fresh")
    engine = any(case.builds or case.daemon for case in chosen)
    programs = always | (with_engine if engine else {})
    try:
        if missing := packages_missing(programs):
            packages_install(missing, purpose="A bare system")
    except SetupError as error:
        raise NotPossibleError(str(error), error.mend) from error
    if missing := packages_missing(programs):
        raise NotPossibleError(
            f"What makes a bare system is missing: {', '.join(missing)}.",
            f"apt-get install {' '.join(missing)}",
        )
    if not answers(commands.namespaces(["sh", "-c", mounts])):
        raise NotPossibleError(
            "This host lets nobody mount folders in namespaces of their own.",
            "Inside a container, it has to be a privileged one.",
        )


def packages_missing(programs: dict[str, str]) -> list[str]:
    """The packages whose programs are not on the path."""
    return sorted({package for name, package in programs.items() if not shutil.which(name)})
