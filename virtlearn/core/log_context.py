"""Log correlation: every record says for which request or keeper's action it was written.

A context variable holds whose work a thread or task does now. Work that is handed to another
thread takes it along by `in_context`, and nothing else: the language of a request, say, stays.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
sane = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def nobody() -> int | None:
    return None


class Context:
    """What is worked on: `id` is its name, `user` gives the number of who asked, if that is known
    without asking the database."""

    __slots__ = ("id", "user")

    def __init__(self, name: str, user: Callable[[], int | None] = nobody) -> None:
        self.id = name
        self.user = user


current: ContextVar[Context | None] = ContextVar("log_context", default=None)


def id_make() -> str:
    return secrets.token_hex(8)


def id_sane(text: str) -> bool:
    """Whether it may stand in logs and headers as a request's id."""
    return sane.fullmatch(text) is not None


def reference() -> str:
    """The id of what is worked on now, as a person may quote it; empty where there is none."""
    context = current.get()
    return context.id if context else ""


@contextmanager
def log_context(context: Context) -> Iterator[Context]:
    token = current.set(context)
    try:
        yield context
    finally:
        current.reset(token)


def in_context(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, to be called in another thread for what is worked on here and now."""
    context = current.get()
    if context is None:
        return function

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with log_context(context):
            return function(*args, **kwargs)

    return wrapped


class ContextFilter(logging.Filter):
    """Puts `request_id`, `user_id` and, for lines of text, `context` into every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)  # Django writes of it when it is answered
        context: Context | None = getattr(request, "log_context", None) or current.get()
        record.request_id = context.id if context else ""
        record.user_id = context.user() if context else None
        record.context = f" [{context.id}]" if context else ""
        return True
