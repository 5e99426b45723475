from __future__ import annotations

from pathlib import Path

import pytest

from lessons.publishing import selectors
from tests.lessons.courses import course_publish, course_write


@pytest.fixture(autouse=True)
def _fresh_current() -> None:
    """No test sees which revision was current in another."""
    selectors.current_forget()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return course_write(tmp_path / "small")


@pytest.fixture
def course(db: None, folder: Path) -> str:
    """A published course; its slug."""
    course_publish(folder)
    return "small"
