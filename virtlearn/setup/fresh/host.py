"""What a bare system needs to know of this host: its package sources and certificates.

Nothing else of the host reaches it. Behind a mirror or a proxy, pip, npm and apt work inside as
they do outside.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from virtlearn.setup.fresh.sources import Source, adapt, parse, ubuntu_sources, ubuntu_suites

certificates = frozenset(
    {
        "CURL_CA_BUNDLE",
        "GIT_SSL_CAINFO",
        "NODE_EXTRA_CA_CERTS",
        "PIP_CERT",
        "REQUESTS_CA_BUNDLE",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
    }
)
proxies = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"})
own_certificates = Path("/usr/local/share/ca-certificates")
npm_global = "/etc/npmrc"  # inside; outside it lies wherever npm was installed
local = re.compile(r"(?:(?<=[\s=,])|(?<=^)|file://)(/[^\s,;#?]+)", re.MULTILINE)


@dataclass(frozen=True)
class Host:
    """`copies` are pairs of a path here and one inside, `folders` are shown inside as they are."""

    copies: tuple[tuple[Path, str], ...]
    folders: tuple[Path, ...]
    environment: Mapping[str, str]
    sources: tuple[Source, ...]
    apt_options: str


def registry_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that tell pip, npm and TLS libraries where to go and whom to trust."""
    return {
        name: value
        for name, value in environment.items()
        if name in certificates
        or name.upper() in proxies
        or name.upper().startswith(("PIP_", "NPM_CONFIG_"))
    }


def local_paths(text: str) -> list[Path]:
    """Paths of this host that a configuration of pip or npm names, `file://` addresses among them:
    `find-links`, an index in a folder, constraints, certificates."""
    return sorted({Path(found) for found in local.findall(text)})


def acquire_options(texts: Iterable[str]) -> str:
    """apt's options about fetching (proxies, time limits, checks of dates), one a line."""
    found = (line.strip() for text in texts for line in text.splitlines())
    return "".join(f"{line}\n" for line in found if re.match(r"Acquire::[\w:-]+ .*;$", line))


def configuration(homes: Iterable[str]) -> list[tuple[Path, str]]:
    """The files of pip, npm and apt that this host has, with their places inside."""
    here = Path.home()
    global_rc = npm_global_path()
    places = [
        (Path("/etc/pip.conf"), "/etc/pip.conf"),
        *tree(Path("/etc/xdg/pip"), "/etc/xdg/pip"),
        *((global_rc, npm_global) for _ in range(global_rc is not None)),
        *tree(own_certificates, str(own_certificates)),
        *tree(Path("/etc/apt/auth.conf.d"), "/etc/apt/auth.conf.d"),
    ]
    for home in homes:
        places += tree(here / ".config/pip", f"{home}/.config/pip")
        places += [(here / ".pip/pip.conf", f"{home}/.pip/pip.conf")]
        places += [(here / ".npmrc", f"{home}/.npmrc")]
    return [(source, place) for source, place in places if source and source.is_file()]


def tree(folder: Path, place: str) -> list[tuple[Path, str]]:
    return [(path, f"{place}/{path.relative_to(folder)}") for path in sorted(folder.rglob("*"))]


def npm_global_path() -> Path | None:
    try:
        words = ["npm", "config", "get", "globalconfig"]
        found = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return Path(found.stdout.strip()) if found.stdout.strip() else None


def apt_sources() -> list[Source]:
    folder = Path("/etc/apt/sources.list.d")
    paths = [Path("/etc/apt/sources.list"), *folder.glob("*.list"), *folder.glob("*.sources")]
    return [
        source
        for path in sorted(paths)
        if path.is_file()
        for source in parse(path.read_text(), deb822=path.suffix == ".sources")
    ]


def host_read(suite: str, homes: Iterable[str]) -> Host:
    """What this host has to tell a system of the release `suite`."""
    environment = registry_environment(os.environ)
    copies = configuration(homes)
    texts = [source.read_text(errors="replace") for source, place in copies if is_settings(place)]
    named = local_paths("\n".join([*texts, *(f"={value}" for value in environment.values())]))
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    if suite in ubuntu_suites:
        sources = ubuntu_sources(suite)
    else:
        sources = adapt(apt_sources(), codename, suite)
    named += [Path(source.keyring) for source in sources if source.keyring]
    known = {str(source) for source, _ in copies}
    copies += [(path, str(path)) for path in named if path.is_file() and str(path) not in known]
    if any(place == npm_global for _, place in copies):
        environment["NPM_CONFIG_GLOBALCONFIG"] = npm_global
    options = sorted(Path("/etc/apt/apt.conf.d").glob("*"))
    return Host(
        copies=tuple(copies),
        folders=folders_shown(path for path in named if path.is_dir()),
        environment=environment,
        sources=tuple(sources),
        apt_options=acquire_options(path.read_text() for path in options if path.is_file()),
    )


def is_settings(place: str) -> bool:
    return place.endswith(("pip.conf", "npmrc"))


def folders_shown(named: Iterable[Path]) -> tuple[Path, ...]:
    """The folders that have to be seen inside for these; an index links to files beside it."""
    whole = {path.parent if path.name == "simple" else path for path in named}
    return tuple(sorted(path for path in whole if is_foreign(path)))


def is_foreign(path: Path) -> bool:
    """Whether it is no folder that every system has, which a mount would cover."""
    own = {"bin", "dev", "etc", "lib", "proc", "run", "sbin", "sys", "tmp", "usr", "var"}
    return len(path.parts) > 1 and path.parts[1] not in own
