"""What learners do in the course: its questions with right answers, its tasks with solutions."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.e2e import course
from tests.site import course_folder

lab = "whose-kernel"
no_minutes: Mapping[str, int] = {}
# In place of the lab's own, so that both ends come within the load: who left without a word is
# noticed, and who works long is warned, extends, or loses the machine.
class_minutes = {"minutes": 3, "idle_minutes": 1, "extend_minutes": 6}


class Exercise(msgspec.Struct, frozen=True):
    """A question of a lesson, and an answer to it."""

    lesson: str
    question: str
    answer: tuple[str, ...]


def course_copy(into: Path, minutes: Mapping[str, int] = no_minutes) -> Path:
    """The course that ships, with this one lab: every lab's machines would be kept warm too. The
    first page's lab is another one.

    `minutes`: numbers of the lab's file, in place of its own.
    """
    made = into / course_folder.name
    shutil.copytree(course_folder, made, ignore=shutil.ignore_patterns("hero.toml", "hero"))
    for folder in (made / "labs").iterdir():
        if folder.name != lab:
            shutil.rmtree(folder)
            lab_forget(made, folder.name)
    file = made / "labs" / lab / "lab.toml"
    text = file.read_text()
    for name, number in minutes.items():
        text, found = re.subn(rf"^{name} = \d+$", f"{name} = {number}", text, flags=re.MULTILINE)
        if found != 1:
            raise ValueError(f"{name} is not in {file}")
    file.write_text(text)
    return made


def lab_forget(course_made: Path, slug: str) -> None:
    """Takes a lab out of the lessons that show it, name it, or have it show a claim, out of the
    wizard, which shows figures of it, and out of the search's answers. A claim's figure becomes
    one that every lab has."""
    shown = re.compile(rf"^``` \{{\.lab #{slug}\}}$.*?^```$\n", re.DOTALL | re.MULTILINE)
    claim = re.compile(rf"^``` \{{\.claim .*\blab={slug}\b.*$", re.MULTILINE)
    head = re.compile(r"^labs: *\[(.*)\]$", re.MULTILINE)

    def elsewhere(found: re.Match[str]) -> str:
        claim = re.sub(r" task=\S+?(?=[ }])", "", found[0]).replace(f"lab={slug}", f"lab={lab}")
        return re.sub(r" measure=\S+?(?=[ }])", " measure=start.container", claim)

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
    answers = course_made / "answers.toml"
    answers.write_text(answers.read_text().replace(f'"lab:{slug}"', f'"lab:{lab}"'))


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
