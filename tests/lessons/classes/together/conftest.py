"""A class of the course that has claims."""

from __future__ import annotations

from tests.lessons.experiments.conftest import course

__all__ = ["course"]
