"""What the broker believes: which images there are, and which scripts may run in machines.

`manifest.json` in the broker's folder is written by the set-up alone (`manage.py lab images`) and
signed with a key that is readable for the set-up and the broker. Scripts are files of `scripts/`,
named by the SHA-256 of their text, which are written when a course is published.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from virtlearn.core.msgspec_types import types_ready

file_name, key_name, scripts_name, socket_name = "manifest.json", "key", "scripts", "socket"
script_most = 256 << 10  # bytes
group_reads = 0o640  # whatever the umask: the broker may be another user, of the folder's group


class ManifestError(Exception):
    """There is no manifest, or not one that the set-up has signed; in words for the operator."""


class Image(msgspec.Struct, frozen=True):
    """A machine's image: its name, and the engine's id of it, the digest of its content."""

    name: str
    id: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`deployment` marks this installation's machines; `machines_most` run at once."""

    deployment: str
    machines_most: int
    process_images: bool = True
    images: Mapping[str, Image] = {}  # by kind


class Signed(msgspec.Struct, frozen=True):
    manifest: str  # JSON
    signature: str  # HMAC-SHA256, hexadecimal


def manifest_write(folder: Path, manifest: Manifest) -> None:
    """Raises OSError."""
    text = msgspec.json.encode(manifest, order="sorted").decode()
    signed = Signed(text, signature(key_of(folder, make=True), text))
    written = folder / f"{file_name}.new"
    written.write_bytes(msgspec.json.encode(signed))
    written.chmod(group_reads)
    written.replace(folder / file_name)


def manifest_read(folder: Path) -> Manifest:
    """Raises ManifestError."""
    try:
        signed = msgspec.json.decode((folder / file_name).read_bytes(), type=Signed)
        key = key_of(folder)
    except FileNotFoundError as error:
        raise ManifestError(
            "no image of a machine has been built yet: manage.py lab images"
        ) from error
    except (OSError, msgspec.MsgspecError) as error:
        raise ManifestError(f"the list of images cannot be read: {error}") from error
    if not hmac.compare_digest(signature(key, signed.manifest), signed.signature):
        raise ManifestError("the list of images is not the one that the set-up has signed")
    try:
        return msgspec.json.decode(signed.manifest, type=Manifest)
    except msgspec.MsgspecError as error:
        raise ManifestError(f"the list of images is of another version: {error}") from error


def signature(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key_of(folder: Path, *, make: bool = False) -> bytes:
    """The key; with `make` it is drawn where there is none. Raises OSError."""
    path = folder / key_name
    if make and not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / f"{key_name}.new"
        opened = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(secrets.token_bytes(32))
        written.chmod(group_reads)
        written.replace(path)
    return path.read_bytes()


class Kept(NamedTuple):
    """A manifest and the file that it was read from."""

    mark: tuple[int, int]
    manifest: Manifest


class ManifestFile:
    """The manifest of a folder, read again when the file is another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: Kept | None = None

    def read(self) -> Manifest:
        """Raises ManifestError."""
        try:
            found = (self.folder / file_name).stat()
        except OSError:
            self.kept = None
            return manifest_read(self.folder)
        mark = found.st_ino, found.st_mtime_ns
        if self.kept is None or self.kept.mark != mark:
            self.kept = Kept(mark, manifest_read(self.folder))
        return self.kept.manifest


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def scripts_write(folder: Path, texts: Iterable[str]) -> None:
    """Lets these run in machines. What is there already is not written again. Raises OSError."""
    scripts = folder / scripts_name
    scripts.mkdir(parents=True, exist_ok=True)
    for text in texts:
        path = scripts / digest_of(text)
        if not path.exists():
            written = scripts / f"{path.name}.{secrets.token_hex(4)}.new"
            written.write_text(text, encoding="utf-8")
            written.chmod(group_reads)
            written.replace(path)


def script_read(folder: Path, digest: str) -> str | None:
    """The text of that digest; None where nobody has published it."""
    try:
        with (folder / scripts_name / digest).open("rb") as file:
            data = file.read(script_most + 1)
    except OSError:
        return None
    if len(data) > script_most or hashlib.sha256(data).hexdigest() != digest:
        return None
    return data.decode(errors="replace")


types_ready(Signed, Manifest)
