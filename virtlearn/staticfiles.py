"""Static files under names that carry their content's hash, compressed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Finder(FileSystemFinder):
    """The project's own files, and of browser libraries those that pages load: their packages have
    thirty times as many, whose digests and compression took ten seconds."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for path, storage in super().list(ignore_patterns):
            prefix = getattr(storage, "prefix", None)
            if not prefix or f"{prefix}/{path}" in settings.BROWSER_FILES:
                yield path, storage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    # Modules import each other by their hashed names, so that none is loaded twice or stale.
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """A library may name files that it doesn't ship (source maps): they stay as named."""
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:
            return name
        return hashed
