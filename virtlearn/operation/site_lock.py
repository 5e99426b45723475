"""Tells whether the site of this VAR_DIR is served now: a lock that its processes share.

The kernel gives it back however a process ends. On several hosts each has its own folder; there the
keeper's beat in the database tells it too.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

held: list[int] = []  # descriptors that stay open until this process ends


class SiteServedError(Exception):
    """Processes of the site are running."""


def lock_path() -> Path:
    return Path(settings.VAR_DIR) / "site.lock"


def site_is_served_here() -> None:
    """Called by each process that serves the site, once, for as long as it lives."""
    descriptor = os.open(lock_path(), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    held.append(descriptor)


@contextmanager
def site_stopped() -> Iterator[None]:
    """Keeps the site from being started meanwhile. Raises SiteServedError where it is served."""
    descriptor = os.open(lock_path(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SiteServedError("the site is being served: stop it first") from None
    finally:
        os.close(descriptor)
