"""What learners do in the course: its questions with right answers, its tasks with solutions."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.e2e import course
from tests.site import course_folder

lab = "whose-kernel"
idle_minutes = 1  # so that who left without a word is noticed within the load


class Exercise(msgspec.Struct, frozen=True):
    """A question of a lesson, and an answer to it."""

    lesson: str
    question: str
    answer: tuple[str, ...]


def course_copy(into: Path) -> Path:
    """The course that ships, but for the time without input after which its lab ends."""
    made = into / course_folder.name
    shutil.copytree(course_folder, made)
    file = made / "labs" / lab / "lab.toml"
    lines = [line for line in file.read_text().splitlines() if "idle_minutes" not in line]
    place = next(number for number, line in enumerate(lines) if line.startswith("minutes"))
    lines.insert(place + 1, f"idle_minutes = {idle_minutes}")
    file.write_text("\n".join(lines) + "\n")
    return made


@functools.cache
def exercises() -> Sequence[Exercise]:
    """Every question of the course."""
    found = []
    for lesson in course.lesson_slugs():
        for question in course.questions(lesson, "en"):
            right = course.right(question)
            answer = (right,) if isinstance(right, str) else tuple(right)
            found.append(Exercise(lesson, question.id, answer))
    return found


@functools.cache
def solutions() -> dict[str, str]:
    """Each task's solution, as it is typed into the console."""
    folder = course_folder / "labs" / lab
    return {
        path.stem.removeprefix("solve-"): "sh <<'END'\r"
        + "\r".join(path.read_text().splitlines()[1:])
        + "\rEND"
        for path in sorted(folder.glob("solve-*.sh"))
    }
