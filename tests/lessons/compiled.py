"""Compiles a course's folder once a process; without models, so that benchmarks may do it too."""

from __future__ import annotations

from pathlib import Path

from lessons.document.library import Compiled, course_compile
from lessons.document.source import course_read

compiled_by_digest: dict[str, Compiled] = {}


def course_compiled(folder: Path) -> tuple[Compiled, str]:
    """The course of a folder, and its digest; files that are the same are compiled once."""
    source = course_read(folder)
    if source.digest not in compiled_by_digest:
        compiled_by_digest[source.digest] = course_compile(source)
    return compiled_by_digest[source.digest], source.digest
