"""What an engine could not do: errors of ours, never of the library behind the engine."""

from __future__ import annotations


class EngineError(Exception):
    """What an engine could not do. `permanent`: the same call again would fail the same way."""

    def __init__(self, message: str, permanent: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent


class EngineUnavailable(EngineError):  # noqa: N818
    """The engine does not answer."""


class ImageMissing(EngineError):  # noqa: N818
    """The machine's image has not been built (`manage.py lab images`)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class MachineGone(EngineError):  # noqa: N818
    """The machine does not exist any more, or does not run."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class NameTaken(EngineError):  # noqa: N818
    """A machine of that name exists: the name is a lock, and somebody else holds it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class RuntimeUnusable(EngineError):  # noqa: N818
    """The runtime that a machine asks for is not there, or does not enforce limits."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)
