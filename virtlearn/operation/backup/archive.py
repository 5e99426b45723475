"""A backup's file: a compressed tar whose last member says what all others must be."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from virtlearn.operation.backup.manifest import (
    BackupError,
    File,
    Manifest,
    files_fault,
    manifest_name,
    manifest_read,
)

piece = 1 << 20  # bytes read at a time


class Writer:
    """Adds files and notes their digests."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.files: dict[str, File] = {}

    def add_bytes(self, name: str, data: bytes) -> None:
        self.put(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, path: Path) -> None:
        """A file that is gone meanwhile is left out; one that grows, as long as it was."""
        with suppress(FileNotFoundError), path.open("rb") as file:
            self.put(name, file, os.fstat(file.fileno()).st_size)

    def put(self, name: str, file: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        counted = Counted(file)
        self.tar.addfile(entry, counted)
        if name != manifest_name:
            self.files[name] = File(counted.digest.hexdigest(), size)


class Counted:
    """Reads on behalf of tarfile, and digests what it reads."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def archive_written(path: Path) -> Iterator[Writer]:
    """A writer of `path`, which is there, whole and readable by its owner alone, at the end."""
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def manifest_add(writer: Writer, manifest: Manifest) -> None:
    data = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    writer.add_bytes(manifest_name, data)


def archive_read(path: Path, into: Path | None = None) -> Manifest:
    """Checks every file of a backup, and with `into` writes them there.

    Names are taken as they are only where they stay within `into`. Raises BackupError.
    """
    found: dict[str, File] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                name = member.name
                if not member.isreg() or name.startswith("/") or ".." in Path(name).parts:
                    raise BackupError(f"{name} is nothing that a backup has")
                source = tar.extractfile(member)
                if source is None:
                    raise BackupError(f"{name} can't be read")
                if name == manifest_name:
                    manifest = manifest_read(source.read())
                    continue
                found[name] = file_copy(source, into / name if into else None)
    except FileNotFoundError:
        raise BackupError(f"there is no {path}") from None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{path} is no whole backup: {error}") from error
    if manifest is None:
        raise BackupError(f"{path} is no whole backup: it has no {manifest_name}")
    if fault := files_fault(manifest, found):
        raise BackupError(f"{path} can't be trusted: {fault}")
    return manifest


def file_copy(source: IO[bytes], target: Path | None) -> File:
    """Reads to the end; what was read, which stands in `target` then."""
    digest, size = hashlib.sha256(), 0
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") if target else open(os.devnull, "wb") as to:  # noqa: PTH123
        while data := source.read(piece):
            digest.update(data)
            size += len(data)
            to.write(data)
    return File(digest.hexdigest(), size)


def settings_shown(values: Mapping[str, str]) -> dict[str, str]:
    """Settings as a backup may show them: without keys and passwords, in addresses too."""
    return {name: setting_shown(name, value) for name, value in values.items()}


def setting_shown(name: str, value: str) -> str:
    if any(word in name for word in ("SECRET", "PASSWORD", "TOKEN")):
        return "(secret)" if value else ""
    if "://" in value and "@" in value:
        return f"{value.partition('://')[0]}://(secret)@{value.rpartition('@')[2]}"
    return value
