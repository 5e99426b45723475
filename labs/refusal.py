"""What is not done now, and why."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """What a page says of it. `detail` is the engine's own words, in English."""

    message: str = ""
    detail: str = ""


class LabRefusedError(Exception):
    """Why something is not done now, in words for the learner. `code` is for tests and styles.

    `detail` is what the engine said, in English, for whoever runs the server.
    """

    def __init__(self, code: str, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail

    @property
    def refusal(self) -> Refusal:
        return Refusal(self.message, self.detail)
