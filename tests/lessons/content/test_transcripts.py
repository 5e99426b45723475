"""What lessons show of a terminal is what machines show today, in either language."""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

import pytest

from labs.engines.docker.engine import DockerEngine
from lessons.authoring.transcripts import transcripts_run
from lessons.document.transcripts import Transcript, transcripts_of
from tests.site import course_folder

lessons = sorted(course_folder.glob("lessons/*/lesson.en.md"))
note = re.compile(r"\s+# .*")  # of a command, in the page's language


def runs(path: Path) -> list[Transcript]:
    return list(transcripts_of(path.read_text()))


def marked(path: Path) -> object:
    kinds = {each.kind for each in runs(path)}
    mark = pytest.mark.engine if kinds == {"container"} else pytest.mark.vm
    return pytest.param(path.parent.name.partition("-")[2], marks=mark)


@pytest.mark.parametrize("lesson", [marked(path) for path in lessons if runs(path)])
def test_a_lesson_shows_what_machines_show(docker_engine: DockerEngine, lesson: str) -> None:
    found = list(transcripts_run(docker_engine, course_folder, "en", [lesson]))
    assert found
    faults = [f"{each.place}\n{fault}" for each in found for fault in each.faults]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", lessons, ids=lambda path: path.parent.name)
def test_both_languages_show_the_same(path: Path) -> None:
    spanish = runs(path.with_name("lesson.es.md"))
    for ours, theirs in zip_longest(runs(path), spanish):
        assert ours
        assert theirs
        assert (ours.kind, ours.varies, ours.before) == (theirs.kind, theirs.varies, theirs.before)
        for mine, other in zip_longest(ours.steps, theirs.steps):
            assert note.sub("", mine.command) == note.sub("", other.command)
            assert mine.output == other.output
