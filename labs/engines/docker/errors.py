"""Translates errors of Docker's library into those of `labs.engines.errors`."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from docker import errors

from labs.engines.errors import (
    DiskFull,
    EngineError,
    EngineForbidden,
    EngineUnavailable,
    MachineGone,
    ProcessesUnlistable,
)

# The engine answers a full disk by no status of its own, but with the kernel's words for ENOSPC.
no_room = os.strerror(errno.ENOSPC).lower()
# Nor a program of its host that is missing, which Go names so.
no_program = 'exec: "ps": executable file not found'


@contextmanager
def errors_ours(
    doing: str,
    *,
    missing: type[EngineError] = MachineGone,
    conflict: type[EngineError] = MachineGone,
) -> Iterator[None]:
    """Turns every error of the library into one of ours. `missing` is a 404, `conflict` a 409."""
    try:
        yield
    except errors.NotFound as error:
        raise missing(f"could not {doing}: {error.explanation}") from error
    except errors.APIError as error:
        text = f"could not {doing}: {error.explanation or error}"
        status = error.status_code or 500
        if status == 409:
            raise conflict(text) from error
        if no_room in text.lower():
            raise DiskFull(text) from error
        if no_program in text:
            raise ProcessesUnlistable(
                f"{text}: install it there (apt-get install procps)"
            ) from error
        raise EngineError(text, permanent=400 <= status < 500) from error
    except (errors.DockerException, requests.RequestException, OSError) as error:
        kind = EngineForbidden if is_forbidden(error) else EngineUnavailable
        raise kind(f"could not {doing}: {error}") from error


def is_forbidden(error: BaseException | None) -> bool:
    """Whether a refused permission is behind `error`: libraries wrap it several times over."""
    while error is not None:
        if isinstance(error, PermissionError):
            return True
        wrapped = (each for each in error.args if isinstance(each, BaseException))
        error = error.__cause__ or error.__context__ or next(wrapped, None)
    return False
