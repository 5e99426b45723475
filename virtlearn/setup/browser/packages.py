"""Debian's packages for another processor than this host's, by apt, without root and without a
trace in the host's own lists."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from virtlearn.setup.console import SetupError
from virtlearn.setup.fresh.host import host_read

suite = "bookworm"  # the last one with a kernel for i386
architecture = "i386"
kernel_meta = "linux-image-686"


def names_read(text: str) -> list[str]:
    """The packages that packages.txt names."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def configuration(folder: Path, options: str) -> str:
    """apt's configuration for lists and packages of its own in `folder`."""
    return f"""{options}
APT::Architecture "{architecture}";
APT::Architectures {{ "{architecture}"; }};
APT::Get::AllowUnauthenticated "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::State "{folder}";
Dir::State::lists "{folder}/lists";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "-";
"""


class Apt:
    """apt-get with its state in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("lists/partial", "cache/archives/partial", "packages"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        host = host_read(suite, [])
        if not host.sources:
            raise SetupError("apt of this host names no mirror of Debian.")
        lines = "".join(f"{source.line}\n" for source in host.sources)
        (folder / "sources.list").write_text(lines)
        self.config = folder / "apt.conf"
        self.config.write_text(configuration(folder, host.apt_options))

    def says(self, *words: str) -> str:
        """What a command of apt prints. Raises SetupError with its last words."""
        try:
            done = subprocess.run(
                words,
                cwd=self.folder / "packages",
                env={**os.environ, "APT_CONFIG": str(self.config), "LC_ALL": "C.UTF-8"},
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise SetupError(f"This host has no {words[0]}.") from error
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["it failed"]
            raise SetupError(f"{words[0]} {words[1]}: {last[0]}")
        return done.stdout

    def refresh(self) -> None:
        """A list that can't be had (a mirror in the middle of its own update) is no fault by
        itself: what is then missing is said by name."""
        with suppress(SetupError):
            self.says("apt-get", "update", "--quiet")

    def kernel(self) -> str:
        """The name of the package that has today's kernel."""
        said = self.says("apt-cache", "show", "--no-all-versions", kernel_meta)
        return kernel_named(said)

    def fetch(self, names: Iterable[str]) -> list[Path]:
        """The packages as files, checked by apt against its signed lists."""
        self.says("apt-get", "download", "--quiet", *names)
        return sorted((self.folder / "packages").glob("*.deb"))


def kernel_named(said: str) -> str:
    """Of what apt-cache shows of the package without a version. Raises SetupError."""
    found = re.search(r"^Depends: (linux-image-[0-9][\w.+-]*-686)\b", said, re.MULTILINE)
    if not found:
        raise SetupError(f"{kernel_meta} of {suite} names no kernel.")
    return found[1]
