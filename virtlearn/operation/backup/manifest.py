"""What a backup says of itself, so that it can be checked before anything is replaced: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

manifest_name = "manifest.json"
format_now = 1
database_files = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class File(msgspec.Struct, frozen=True):
    """A file of the backup: SHA-256 in hexadecimal, and bytes."""

    digest: str
    size: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at` in ISO 8601 with its zone; `rows` by table; `migrations` as `app.name`;
    `settings` without secrets; `files` by their path in the backup."""

    format: int
    version: str
    made_at: str
    vendor: str
    migrations: Sequence[str]
    rows: Mapping[str, int]
    settings: Mapping[str, str]
    files: Mapping[str, File]


class BackupError(Exception):
    """Why a backup can't be made, trusted or restored, in words for the operator."""


def manifest_read(data: bytes) -> Manifest:
    """Raises BackupError for what is no manifest, or one that this version can't read."""
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise BackupError(f"{manifest_name} can't be read: {error}") from error
    if found.format != format_now:
        raise BackupError(
            f"this backup has format {found.format}, and this version reads {format_now}: "
            f"restore it with VirtLearn {found.version}"
        )
    return found


def schema_fault(manifest: Manifest, known: Sequence[str]) -> str:
    """Why this version, which knows these migrations, can't use the data; empty: it can."""
    if unknown := sorted(set(manifest.migrations) - set(known)):
        return (
            f"it was made by VirtLearn {manifest.version}, which is newer: its data has "
            f"{', '.join(unknown[:3])}. Restore it with that version"
        )
    return ""


def files_fault(manifest: Manifest, found: Mapping[str, File]) -> str:
    """What is missing, too much or changed among the files of a backup; empty: nothing."""
    for name, wanted in manifest.files.items():
        if name not in found:
            return f"{name} is missing"
        if found[name] != wanted:
            return (
                f"{name} is not what the manifest says: {found[name].size} bytes of another digest"
            )
    if extra := sorted(found.keys() - manifest.files.keys()):
        return f"{extra[0]} is not in the manifest"
    return ""
