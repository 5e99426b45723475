"""Whether this host can make a bare system: its rights, programs, namespaces and mounts."""

from __future__ import annotations

import os
import shutil

from virtlearn.setup.console import SetupError, answers
from virtlearn.setup.fresh import commands
from virtlearn.setup.fresh.host import Host, is_settings
from virtlearn.setup.fresh.network import loopback_named, resolver_file
from virtlearn.setup.system import packages_install

# A program's Debian package.
programs = {
    "mmdebstrap": "mmdebstrap",
    "setpriv": "util-linux",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "chroot": "coreutils",
    "git": "git",
    "ip": "iproute2",
    "iptables": "iptables",
}
apart = (
    "mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /mnt && "
    "ip link set lo up"
)
privileged = "Inside a container, it has to be a privileged one."


class NotPossibleError(SetupError):
    """No bare system can be made here, whatever the project does."""


def able() -> None:
    """Installs the programs that are missing. Raises NotPossibleError where this host can't make a
    bare system."""
    if os.geteuid():
        raise NotPossibleError("A bare system is made and entered by root.", "sudo make fresh")
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
    if not answers(commands.namespaces(["sh", "-c", apart])):
        raise NotPossibleError(
            "This host lets nobody mount folders, or have a network, in namespaces of their own.",
            privileged,
        )
    if not answers(["iptables", "-w", "-t", "nat", "--list-rules"]):
        raise NotPossibleError("This host lets nobody translate addresses.", privileged)


def mirror_reached(host: Host) -> None:
    """Raises NotPossibleError where this host reaches a registry, or asks for names, at itself."""
    sources = "\n".join(source.uri for source in host.sources)
    texts = [sources, host.apt_options, *host.environment.values(), resolver_file().read_text()]
    texts += [path.read_text() for path, place in host.copies if is_settings(place)]
    if address := loopback_named("\n".join(texts)):
        raise NotPossibleError(
            f"This host reaches a mirror, a proxy or a nameserver at {address}, where a bare "
            "system, whose network is its own, finds itself.",
            "Name it by an address that others reach.",
        )


def packages_missing(programs: dict[str, str]) -> list[str]:
    """The packages whose programs are not on the path."""
    return sorted({package for name, package in programs.items() if not shutil.which(name)})
