"""Checking and publishing a course of 200 lessons, by the commands.

Floor: Python-Markdown alone over the same text, with the extensions that the course needs of it,
in a process of its own as well.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from bench.figure import Figure, in_turns
from bench.here import django_ready, folder
from tests.site import course_folder as course
from tests.site import root

names = ("course_check_200_s", "course_publish_200_s")
lessons = 200
rounds = 3

markdown_alone = """
import sys
from pathlib import Path
from markdown import Markdown
for path in sorted(Path(sys.argv[1]).glob("lessons/*/*.md")):
    Markdown(extensions=["tables", "footnotes", "toc", "def_list", "pymdownx.superfences"],
             ).convert(path.read_text())
"""


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures that are wanted."""
    django_ready()
    from django.db import connection

    made = course_make()
    for name in names:
        if name in wanted:
            action = name.split("_")[1]
            value, floor = in_turns(
                lambda action=action: command(action, made),  # type: ignore[misc]
                lambda: run([sys.executable, "-c", markdown_alone, str(made)]),
                rounds,
            )
            yield Figure(name, value, "s", floor, rounds, connection.vendor)


def course_make() -> Path:
    """Make a course of 200 lessons in both languages out of the one that ships; give its folder."""
    made = folder() / "course-200"
    shutil.copytree(course, made)
    originals = sorted((made / "lessons").iterdir())
    for number, original in enumerate(originals):
        original.rename(original.with_name(f"{number:03}-{original.name.partition('-')[2]}"))
    originals = sorted((made / "lessons").iterdir())
    for number in range(len(originals), lessons):
        original = originals[number % len(originals)]
        slug = original.name.partition("-")[2]
        target = made / "lessons" / f"{number:03}-{slug}-copy-{number}"
        shutil.copytree(original, target)
        for file in target.glob("lesson.*.md"):
            file.write_text(f"{file.read_text()}\n\n{number}.\n")
    (made / "course.toml").write_text(
        (made / "course.toml").read_text().replace(course.name, f"{course.name}-200")
    )
    return made


def command(action: str, made: Path) -> float:
    """Seconds for `manage.py course ACTION`, with a change so that publishing has work to do."""
    with next(iter((made / "lessons").glob("*/lesson.en.md"))).open("a") as file:
        file.write("\nOnce more.\n")
    return run([sys.executable, str(root / "manage.py"), "course", action, str(made)])


def run(arguments: list[str]) -> float:
    """Seconds that a process takes, which must succeed."""
    begin = time.perf_counter()
    done = subprocess.run(arguments, cwd=root, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments[:4])}: {done.stderr[-3000:]}{done.stdout[-3000:]}")
    return taken
