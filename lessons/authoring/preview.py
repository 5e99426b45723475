"""Previews a course folder: read again and published as a draft when it changes.

It runs in a process of its own on a database of its own (see the command `course preview`), and
publishes drafts with their problems there.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

import msgspec
from django.db import close_old_connections

from lessons.document.library import course_compile
from lessons.document.source import CourseSource, course_read
from lessons.progress.outline import sections_forget
from lessons.publishing import services
from lessons.reading import lesson_page
from lessons.reading.resume_fragment import reading_forget
from virtlearn.core.problems import Problem

logger = logging.getLogger(__name__)
look_seconds = 0.5


class Shown(msgspec.Struct):
    """What the preview shows: pages ask for it, and browsers for the version."""

    version: int = 0
    source: CourseSource | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


shown = Shown()


def look(folder: Path) -> bool:
    """Publishes `folder` as a draft if it has changed; whether it had."""
    source = course_read(folder)
    if source == shown.source:
        return False
    compiled = course_compile(source)
    if compiled.course is not None:
        services.revision_publish(compiled=compiled, digest=source.digest, draft=True)
    shown.source = source
    shown.problems = compiled.problems
    shown.warnings = compiled.warnings
    lesson_page.pages_forget()
    reading_forget()
    sections_forget()
    shown.version += 1
    return True


def watch(folder: Path, stop: threading.Event) -> None:
    """Looks again and again until `stop` is set."""
    while not stop.wait(look_seconds):
        close_old_connections()
        started = time.monotonic()
        try:
            if look(folder):
                seconds = time.monotonic() - started
                logger.info("read again in %.2f s: %d problems", seconds, len(shown.problems))
        except Exception:
            # A file that is being written, a folder that is being moved: the next look may do.
            logger.exception("could not show %s", folder)
