"""The host's apt sources for another Debian release: parsed, adapted, written one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

# Every Debian root brings this keyring, and trusts it without being told.
debian_keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
default_archive = "http://deb.debian.org/debian"
ubuntu_archive = "http://archive.ubuntu.com/ubuntu"
ubuntu_suites = ("noble",)
default_security = "http://deb.debian.org/debian-security"


@dataclass(frozen=True)
class Source:
    uri: str
    suite: str
    components: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()  # names as in sources.list(5), in lower case

    @property
    def line(self) -> str:
        options = " ".join(f"{name}={value}" for name, value in self.options)
        words = ["deb", *([f"[{options}]"] if options else []), self.uri, self.suite]
        return " ".join([*words, *self.components])

    @property
    def keyring(self) -> str:
        """The file that it is signed by, "" where apt's own keyrings do."""
        return next((value for name, value in self.options if name == "signed-by"), "")


one_line = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<rest>\S.*)$")


def parse(text: str, *, deb822: bool) -> list[Source]:
    """The binary sources of a `.list` file, or of a `.sources` file with `deb822`.

    Lines that are neither are left out: the host's apt has its own opinion of them.
    """
    return list(stanzas(text) if deb822 else lines(text))


def lines(text: str) -> Iterable[Source]:
    for line in text.splitlines():
        found = one_line.match(line.partition("#")[0].strip())
        if found:
            suite, *components = found["rest"].split()
            options = (each.partition("=") for each in (found["options"] or "").split())
            kept = tuple((name.lower(), value) for name, _, value in options)
            yield Source(found["uri"], suite, tuple(components), kept)


def stanzas(text: str) -> Iterable[Source]:
    for stanza in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if line[:1].isspace():
                fields[name] = f"{fields.get(name, '')} {line.strip()}"
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" not in fields.get("types", "").split() or fields.get("enabled") == "no":
            continue
        options = tuple(
            (option, fields[option]) for option in ("signed-by", "trusted") if option in fields
        )
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield Source(uri, suite, tuple(fields.get("components", "").split()), options)


def adapt(sources: Iterable[Source], codename: str, suite: str) -> list[Source]:
    """Those of Debian's own archive, for `suite` instead of the host's release `codename`.

    A host of another distribution has none: Debian's public mirrors take their place.
    """
    found = [
        replace(
            each,
            suite=suite + each.suite.removeprefix(codename),
            options=tuple(
                (name, value)
                for name, value in each.options
                if not (name == "signed-by" and value == debian_keyring)
            ),
        )
        for each in sources
        if codename
        and re.fullmatch(rf"{re.escape(codename)}(-updates|-security)?", each.suite)
        and "main" in each.components
    ]
    return found or [
        Source(default_archive, suite, ("main",)),
        Source(default_archive, f"{suite}-updates", ("main",)),
        Source(default_security, f"{suite}-security", ("main",)),
    ]


def ubuntu_sources(suite: str) -> list[Source]:
    """With universe, in which the engine's package is."""
    return [
        Source(ubuntu_archive, f"{suite}{pocket}", ("main", "universe"))
        for pocket in ("", "-updates", "-security")
    ]
