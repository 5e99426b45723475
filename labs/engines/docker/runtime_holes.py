"""Tells which known container escapes the runtime runc has, by its version. Pure but for one file.

CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 (November 2025) lead out of a container by mounts
that are swapped while it starts. The project mended them in 1.2.8, 1.3.3 and 1.4.0-rc.3; earlier
lines get nothing from it. A distributor may have mended an older one: its package says so in its
own changelog, and nothing else is believed.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

cves = ("CVE-2025-31133", "CVE-2025-52565", "CVE-2025-52881")
changelog_path = Path("/usr/share/doc/runc/changelog.Debian.gz")
released = 10**6  # in the place of a release candidate's number
version_pattern = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:[-~+]rc\.?(\d+))?")
stanza = re.compile(r"^\S+ \(([^)]+)\) ", re.MULTILINE)

Version = tuple[int, int, int, int]


def version_read(text: str) -> Version | None:
    found = version_pattern.match(text)
    if not found:
        return None
    major, minor, patch = (int(found[number]) for number in (1, 2, 3))
    return major, minor, patch, int(found[4]) if found[4] else released


def mended_upstream(version: Version) -> bool:
    if version[:2] == (1, 2):
        return version >= (1, 2, 8, 0)
    if version[:2] == (1, 3):
        return version >= (1, 3, 3, 0)
    return version >= (1, 4, 0, 3)


def mended_by_package(package: str, changelog: str) -> bool:
    """Whether a Debian changelog names all of them at `package`'s version or an earlier one."""
    versions = list(stanza.finditer(changelog))
    here = next((each.start() for each in versions if each[1] == package), None)
    return here is not None and all(cve in changelog[here:] for cve in cves)


def runc_holes(version: str, package: str = "", changelog: str = "") -> Sequence[str]:
    """What is wrong with it, in words for the operator; nothing where it is mended or not known."""
    read = version_read(version)
    if read is None or mended_upstream(read) or mended_by_package(package, changelog):
        return ()
    told = (
        f"runc {package or version} has known holes ({', '.join(cves)}), by which a learner's "
        "program may leave its container, unless its distributor has mended them without a word: "
        "docs/isolation.md says how to get one that is mended"
    )
    return (told,)


def holes_of(version: Mapping[str, Any], *, local: bool) -> Sequence[str]:
    """The same of what Docker's API says of its versions; the package's changelog is read where
    the engine is on this host."""
    for each in version.get("Components") or ():
        if each.get("Name") == "runc":
            package = (each.get("Details") or {}).get("GitCommit", "")
            changelog = changelog_read(changelog_path) if local else ""
            # Debian has the package's version there, others a commit: "v1.2.5-0-g59923ef"
            package = "" if re.search(r"-g[0-9a-f]{7,}$", package) else package
            return runc_holes(each.get("Version", ""), package, changelog)
    return ()


def changelog_read(path: Path) -> str:
    try:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            return file.read()
    except (OSError, EOFError):
        return ""
