"""What learners do in the course: its questions with right answers, its tasks with solutions."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.e2e import course
from tests.site import course_folder

lab = "whose-kernel"
idle_minutes_short = 1  # so that who left without a word is noticed within the load


class Exercise(msgspec.Struct, frozen=True):
    """A question of a lesson, and an answer to it."""

    lesson: str
    question: str
    answer: tuple[str, ...]


def course_copy(into: Path, idle_minutes: int = 0) -> Path:
    """The course that ships, with this one lab: every lab's machines would be kept warm too.

    `idle_minutes`: the time without input after which the lab ends, in place of its own.
    """
    made = into / course_folder.name
    shutil.copytree(course_folder, made)
    for folder in (made / "labs").iterdir():
        if folder.name != lab:
            shutil.rmtree(folder)
            lab_forget(made, folder.name)
    if idle_minutes:
        file = made / "labs" / lab / "lab.toml"
        lines = [line for line in file.read_text().splitlines() if "idle_minutes" not in line]
        place = next(number for number, line in enumerate(lines) if line.startswith("minutes"))
        lines.insert(place + 1, f"idle_minutes = {idle_minutes}")
        file.write_text("\n".join(lines) + "\n")
    return made


def lab_forget(course_made: Path, slug: str) -> None:
    """Takes a lab out of the lessons that show it, name it, or have it show a claim, and out of
    the wizard, which shows figures of it."""
    shown = re.compile(rf"^``` \{{\.lab #{slug}\}}$.*?^```$\n", re.DOTALL | re.MULTILINE)
    claim = re.compile(rf"^``` \{{\.claim .*\blab={slug}\b.*$", re.MULTILINE)
    head = re.compile(r"^labs: *\[(.*)\]$", re.MULTILINE)

    def elsewhere(found: re.Match[str]) -> str:
        return re.sub(r" task=\S+?(?=[ }])", "", found[0]).replace(f"lab={slug}", f"lab={lab}")

    def without(found: re.Match[str]) -> str:
        kept = [name for name in re.split(r", *", found[1]) if name != slug]
        return f"labs: [{', '.join(kept)}]"

    for lesson in course_made.glob("lessons/*/lesson.*.md"):
        text = claim.sub(elsewhere, shown.sub("", lesson.read_text()))
        text = head.sub(without, text, count=1).replace(f"(lab:{slug})", f"(lab:{lab})")
        lesson.write_text(text)
    wizard = course_made / "wizard.toml"
    figure = re.compile(rf'^measure = "{slug}/.*$\n', re.MULTILINE)
    wizard.write_text(figure.sub("", wizard.read_text()))


@functools.cache
def exercises() -> Sequence[Exercise]:
    """Every question of the course whose answer is everybody's."""
    found = []
    for lesson in course.lesson_slugs():
        for question in course.questions(lesson, "en"):
            if question.varying.formulas:
                continue
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
