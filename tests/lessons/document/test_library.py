"""A whole course: what comes out of a good one, and how its languages are tied together."""

from __future__ import annotations

import msgspec
import pytest

from lessons.document.schema import Course, Guide, Html, LabPart, Lesson, QuestionPart, TaskPart
from lessons.quizzes.choice import ChoiceQuestion
from tests.lessons.document.courses import (
    compiled,
    folder_copied,
    good_files,
    guide_es,
    lab_toml,
    lesson_en,
    lesson_es,
    line_set,
)


def test_a_good_course_has_all_its_parts() -> None:
    result = compiled(good_files())
    course = result.course
    assert course is not None
    assert (course.slug, course.languages) == ("my-course", ("en", "es"))
    (head,) = course.lessons
    assert (head.slug, head.folder, head.minutes) == ("first-steps", "01-first-steps", 15)
    assert head.title == {"en": "First steps", "es": "Primeros pasos"}
    assert head.labs == ("first-lab",)
    assert list(head.questions.items()) == [
        ("who-opens", 2),
        ("what-goes", 1),
        ("how-many", 1),
        ("which-sign", 1),
        ("three-steps", 1),
        ("signs", 1),
        ("two-ways", 1),
        ("adds-up", 1),
        ("who-never-sees", 1),
        ("how-long", 1),
        ("my-name", 1),
    ]
    (lab,) = course.labs
    assert list(lab.scripts) == list(lab.spec.script_names)
    assert lab.scripts["solve-say-hello.sh"].startswith("#!/bin/sh\n")
    assert set(result.lessons) == {("first-steps", "en"), ("first-steps", "es")}


def test_labs_stand_as_lessons_come_to_them_and_others_last() -> None:
    files = good_files()
    folder_copied(files, "labs/first-lab", "labs/a-lab")
    course = compiled(files).course
    assert course is not None
    assert [lab.slug for lab in course.labs] == ["first-lab", "a-lab"]


def test_a_lesson_has_its_parts_in_order() -> None:
    lesson = compiled(good_files()).lessons[("first-steps", "es")]
    kinds = [type(part) for part in lesson.parts]
    assert kinds.count(QuestionPart) == 11
    assert kinds[0] is Html
    assert kinds[-1] is Html  # the footnotes
    assert LabPart in kinds
    assert [heading.id for heading in lesson.headings] == [
        "where-the-output-goes",
        "try-it",
        "other-kinds",
    ]
    assert [objective.level for objective in lesson.objectives] == ["understand", "apply"]
    assert lesson.sources == ("posix-shell",)
    assert lesson.words == 269
    html = "".join(part.html for part in lesson.parts if isinstance(part, Html))
    assert '<section class="claim wrong" id="overwrites">' in html
    assert "<dt>Lo que se decía</dt><dd>Una redirección añade" in html
    assert '<span class="verdict wrong">Falso</span>' in html
    assert '<a href="course:lab/first-lab">Compruébalo en el laboratorio</a>' in html


def test_a_guide_has_tasks_with_hints_and_solutions() -> None:
    guide = compiled(good_files()).guides[("first-lab", "en")]
    first, second, _ = (part for part in guide.parts if isinstance(part, TaskPart))
    assert (first.task, second.task) == ("say-hello", "list-names")
    assert first.hints == (
        "<code>echo</code> prints the words that follow it.",
        "The sign for a redirection is <code>&gt;</code>.",
    )
    assert "echo" not in first.html
    assert 'data-run=""' in first.solution


def test_everything_can_be_stored_and_read_back() -> None:
    result = compiled(good_files())
    for value, kind in (
        (result.course, Course),
        (result.lessons[("first-steps", "en")], Lesson),
        (result.guides[("first-lab", "es")], Guide),
    ):
        assert msgspec.json.decode(msgspec.json.encode(value), type=kind) == value


def test_choices_have_the_same_ids_in_every_language() -> None:
    lessons = compiled(good_files()).lessons

    def ids(language: str) -> list[list[str]]:
        return [
            [choice.id for choice in part.question.choices]
            for part in lessons[("first-steps", language)].parts
            if isinstance(part, QuestionPart) and isinstance(part.question, ChoiceQuestion)
        ]

    assert ids("en") == ids("es")
    assert len(ids("en")[0]) == 3


def test_the_same_files_give_the_same_course() -> None:
    assert compiled(good_files()) == compiled(good_files())


@pytest.mark.parametrize(
    ("path", "line", "text", "wanted"),
    [
        (lesson_es, 28, "``` {.quiz #who-opens points=3}", [28]),
        (lesson_es, 34, "", [28]),
        (lesson_es, 8, "labs: []", [8]),
        (lesson_es, 74, "``` {.lab #second-lab}", [72, 74]),
        (lesson_es, 49, "``` {.claim #overwrites}", [49]),
        (guide_es, 10, "", [7]),
        (lesson_es, 12, "## Adónde va la salida {#where}", [12, 132]),
    ],
)
def test_a_translation_that_disagrees_is_told_there(
    path: str, line: int, text: str, wanted: list[int]
) -> None:
    files = good_files()
    folder_copied(files, "labs/first-lab", "labs/second-lab")
    line_set(files, path, line, text)
    found = compiled(files).problems
    if wanted == [72, 74]:
        wanted = [64, 74]  # what is missing is told at the last block that is there
    assert [(problem.path, problem.line) for problem in found] == [(path, at) for at in wanted]


def test_blocks_in_another_order_are_told_once() -> None:
    files = good_files()
    text = files[lesson_es].decode()
    first = text[text.index("``` {.quiz #who") : text.index("``` {.quiz #what")]
    second = text[text.index("``` {.quiz #what") : text.index("> [!TIP]")]
    files[lesson_es] = text.replace(first + second, second + first).encode()
    (problem,) = compiled(files).problems
    assert (problem.path, problem.line) == (lesson_es, 28)
    assert "keep the order" in problem.message


def test_a_section_of_another_language_is_not_enough() -> None:
    files = good_files()
    folder_copied(files, "lessons/01-first-steps", "lessons/02-second")
    for language in ("en", "es"):
        path = f"lessons/02-second/lesson.{language}.md"
        line_set(files, path, 10, "[There](lesson:first-steps#try-it) [@posix-shell]")
        line_set(files, f"lessons/01-first-steps/lesson.{language}.md", 56, "## Pruébalo {#x}")
    line_set(files, lesson_en, 56, "## Try it")
    problems = compiled(files).problems
    assert [(problem.path[-24:], problem.line) for problem in problems] == [
        ("1-first-steps/lesson.es.md"[-24:], 56),
        ("lessons/02-second/lesson.es.md"[-24:], 10),
    ]


def test_a_lab_without_toml_or_with_a_wrong_one_still_has_a_guide() -> None:
    files = good_files()
    files[lab_toml] = b"minutes = "
    result = compiled(files)
    assert [(problem.path, problem.line) for problem in result.problems] == [(lab_toml, 1)]
    assert ("first-lab", "en") in result.guides
    assert result.course is not None
    assert result.course.labs == ()


def test_a_course_without_its_toml_is_read_as_far_as_it_goes() -> None:
    files = good_files()
    del files["course.toml"]
    result = compiled(files)
    assert result.course is None
    assert set(result.lessons) == {("first-steps", "en"), ("first-steps", "es")}
    assert [problem.path for problem in result.problems] == ["course.toml"]


def test_windows_line_ends_and_a_mark_at_the_head_change_nothing() -> None:
    files = good_files()
    windows = {
        path: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n") if path.endswith(".md") else content
        for path, content in files.items()
    }
    assert compiled(windows).lessons == compiled(files).lessons
    assert compiled(windows).problems == ()


def test_an_empty_folder_is_a_course_with_problems() -> None:
    result = compiled({})
    assert result.course is None
    assert [problem.path for problem in result.problems] == ["course.toml"]
