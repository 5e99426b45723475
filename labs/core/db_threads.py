"""Connections to the database in threads outside Django's request cycle."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from labs.core.presence import UnavailableError

P = ParamSpec("P")

R = TypeVar("R")


def in_thread(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        except (DatabaseError, InterfaceError) as error:
            raise UnavailableError(str(error)) from error
        finally:
            close_old_connections()

    return wrapped


def in_thread_rarely(function: Callable[P, R]) -> Callable[P, R]:
    """Where a thread is asked once in a while, and is one of many: its connection is not kept."""
    kept = in_thread(function)

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return kept(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return wrapped
