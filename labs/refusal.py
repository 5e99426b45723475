"""What is not done now, and why."""

from __future__ import annotations


class LabRefusedError(Exception):
    """Why something is not done now, in words for the learner. `code` is for tests and styles."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
