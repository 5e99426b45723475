"""Transcripts are run in machines, one after another, and compared with what they show."""

from __future__ import annotations

from pathlib import Path

from labs.engines.docker.engine import DockerEngine
from lessons.authoring.transcripts import Outcome, transcripts_run

fence = '``` {.console on="the labs" runs=container%s}\n%s\n```\n'


def outcomes(engine: DockerEngine, folder: Path, *transcripts: tuple[str, str]) -> list[Outcome]:
    page = folder / "lessons" / "01-shell" / "lesson.en.md"
    page.parent.mkdir(parents=True)
    page.write_text("\n".join(fence % each for each in transcripts))
    return list(transcripts_run(engine, folder, "en"))


def test_one_shell_goes_through_all_of_a_lesson(
    docker_engine: DockerEngine, tmp_path: Path
) -> None:
    found = outcomes(
        docker_engine,
        tmp_path,
        (' before="cd /tmp; echo unseen; mkdir given"', "$ ls -d given\ngiven\n$ a=5"),
        ("", "$ pwd; echo $a\n/tmp\n5\n$ lss\nbash: lss: command not found"),
        ("", "$ bash\n$ echo inner; exit\ninner\n$ id -un\nlearner"),
    )
    assert [each.steps for each in found] == [2, 2, 3]
    assert [each.faults for each in found] == [(), (), ()], found
    assert found[0].place == "lessons/01-shell/lesson.en.md:1"


def test_what_has_aged_is_found(docker_engine: DockerEngine, tmp_path: Path) -> None:
    aged, whole, cut = outcomes(
        docker_engine,
        tmp_path,
        ("", "$ echo 2\n1"),
        ("", "$ echo 2\n2"),
        ("", "$ exec sleep 0\n$ echo 2\n2"),
    )
    assert aged.faults == ("`echo 2` shows\n  1\nand now says\n  2",)
    assert whole.faults == ()
    assert "`echo 2` did not run" in "".join(cut.faults)


def test_only_the_lessons_that_were_named(docker_engine: DockerEngine, tmp_path: Path) -> None:
    outcomes(docker_engine, tmp_path, ("", "$ true"))
    assert not list(transcripts_run(docker_engine, tmp_path, "en", ["other"]))
    assert len(list(transcripts_run(docker_engine, tmp_path, "en", ["shell"]))) == 1


def test_a_language_that_is_not_there_has_none(docker_engine: DockerEngine, tmp_path: Path) -> None:
    outcomes(docker_engine, tmp_path, ("", "$ true"))
    assert not list(transcripts_run(docker_engine, tmp_path, "es"))
