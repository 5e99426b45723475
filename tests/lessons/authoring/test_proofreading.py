"""Words that no dictionary has are found where they stand, unless the course lists them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons" / "01-one"
    folder.mkdir(parents=True)
    english = "---\ntitle: One\n---\nThe kernel of gVisor is smoll.\n"
    (folder / "lesson.en.md").write_text(english)
    (folder / "lesson.es.md").write_text("El nucleo es otro.\n")
    (tmp_path / "words.txt").write_text("# names\ngVisor\nBochs\n")
    return tmp_path


def test_unknown_words_are_told_with_their_places(course: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="2 words"):
        call_command("course", "prose", str(course), stdout=out)
    assert "lessons/01-one/lesson.en.md:4: smoll" in out.getvalue()
    assert "lessons/01-one/lesson.es.md:1: nucleo" in out.getvalue()
    assert "Bochs" in out.getvalue()  # listed, and used nowhere
    assert "gVisor" not in out.getvalue()


def test_a_course_without_a_mistake_tells_how_easily_it_reads(course: Path) -> None:
    (course / "words.txt").write_text("gVisor\nsmoll\nnucleo\n")
    out = StringIO()
    call_command("course", "prose", str(course), stdout=out)
    assert "lesson.en.md: 6 words of running text" in out.getvalue()


def test_without_the_program_it_is_said_how_to_get_it(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="apt-get install hunspell"):
        call_command("course", "prose", str(course))
