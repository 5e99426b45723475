"""What an engine could not do: errors of ours, never of the library behind the engine."""

from __future__ import annotations

from typing import ClassVar

from virtlearn.operation.metrics import declared as metrics


class EngineError(Exception):
    """What an engine could not do. `permanent`: the same call again would fail the same way.

    `message` is for whoever runs the server. `cause` is one of labs.models.StartFault, in whose
    words a learner reads it; empty where nobody knows more than that it failed.
    """

    cause: ClassVar[str] = ""

    def __init__(self, message: str, permanent: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        metrics.engine_failed(type(self).__name__)


class EngineUnavailable(EngineError):  # noqa: N818
    """The engine does not answer."""

    cause = "unavailable"


class EngineForbidden(EngineUnavailable):
    """The engine is there, and this process may not use it."""


class ImageMissing(EngineError):  # noqa: N818
    """The machine's image has not been built (`manage.py lab images`)."""

    cause = "image"

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class MachineGone(EngineError):  # noqa: N818
    """The machine does not exist any more, or does not run."""

    cause = "gone"

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class NameTaken(EngineError):  # noqa: N818
    """A machine of that name exists: the name is a lock, and somebody else holds it."""

    cause = "name"

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class RuntimeUnusable(EngineError):  # noqa: N818
    """The runtime that a machine asks for is not there, or does not enforce limits."""

    cause = "runtime"

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class ProcessesUnlistable(EngineError):  # noqa: N818
    """The engine's host has no `ps`, by which an engine lists a machine's processes."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class DiskFull(EngineError):  # noqa: N818
    """The engine has no room for the machine on its disk."""

    cause = "disk"


class NetworkFull(EngineError):  # noqa: N818
    """The engine has no address left for another network."""

    cause = "network"


class MachineSilent(EngineError):  # noqa: N818
    """The machine runs, and its shell shows no prompt in time."""

    cause = "prompt"


class MachineEnded(EngineError):  # noqa: N818
    """The machine's main process ended before its shell showed a prompt."""

    cause = "ended"
