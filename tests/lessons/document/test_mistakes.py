"""A course in which nearly everything is wrong: all of it is told at once, each on its line."""

from __future__ import annotations

import pytest

from tests.lessons.document.courses import compiled, folder_copied, good_files, line_set

blocks, text, head = "lessons/02-blocks", "lessons/03-text", "lessons/04-head"
translation, circle, gone = "lessons/05-translation", "lessons/06-circle", "lessons/07-gone"
lab, guide = "labs/second-lab", "labs/third-lab"

# What is written in place of a line: (path, line, text, what has to be said, and where if not on
# that line). The lines are those of lessons/document/starter.
Mistake = tuple[str, int, str, list[tuple[int, str]]]

tables: list[Mistake] = [
    ("course.toml", 4, 'authors = "Me"', [(4, "authors: write a list in [ ]")]),
    ("course.toml", 8, "", [(6, "title has no text in `es`")]),
    ("glossary.toml", 4, "", [(2, "term has no text in `es`")]),
    ("glossary.toml", 6, "en = 1", [(6, "definition.en: write a text in quotes")]),
    ("sources.toml", 4, 'year = "2024"', [(4, "year: write a whole number")]),
    ("sources.toml", 5, 'url = "http://example.org"', [(5, "begins with https://")]),
    (
        "sources.toml",
        6,
        'were.en = "there"',
        [(6, "unknown key `posix-shell.were`: write `where`?")],
    ),
    ("sources.toml", 7, "where.es = 3", [(7, "where.es: write a text in quotes")]),
]
in_blocks: list[Mistake] = [
    ("", 28, "``` {.quizz #who-opens}", [(28, "unknown kind of block `.quizz`: write `quiz`?")]),
    ("", 38, "``` {.quiz #what-goes shufle=true}", [(38, "unknown attribute 'shufle'")]),
    ("", 41, "- [ ] The names", [(38, "no choice is right")]),
    ("", 49, "``` {.claim #overwrites lab=frist-lab}", [(49, "there is no lab `frist-lab`")]),
    ("", 52, "holds: maybe", [(52, "does not hold `maybe`")]),
    ("", 58, "``` {.numeric #which-sign}", [(64, "`which-sign` is taken by line 58")]),
    ("", 60, "= one", [(60, "'one' is not a number")]),
    ("", 69, "? See [there](lesson:nowhere).", [(69, "there is no lesson `nowhere`")]),
    ("", 132, "Two tasks.", [(129, "this fence is not closed")]),
]
in_text: list[Mistake] = [
    ("", 10, "[a](lesson:first-step) and", [(10, "no lesson `first-step`: write `first-steps`?")]),
    (
        "",
        11,
        "[b](lesson:first-steps#no) [c](lab:no) [d](glossary:shel) [e](#no) [@posix] [f](g.md)",
        [
            (11, "lesson `first-steps` has no section `#no`"),
            (11, "there is no lab `no`"),
            (11, "glossary.toml has no `shel`"),
            (11, "this text has no section `#no`"),
            (11, "sources.toml has no `posix`"),
            (11, "`g.md` is no link"),
        ],
    ),
    ("", 12, "# Where {#where-the-output-goes}", [(12, "begin sections with ##")]),
    ("", 14, "![A box](stage.svg)", [(14, "no image `stage.svg`")]),
    ("", 16, "![](stages.svg)", [(16, "no text for those who can't see it")]),
    ("", 18, "```klingon", [(18, "unknown language `klingon`")]),
    ("", 24, "The first command prints nothing.[^2]", [(24, "write a line `[^2]: …`")]),
    ("", 46, "> [!NOTICE]", [(46, "there is no [!NOTICE]")]),
    ("", 48, "[x](javascript:alert(1))", [(48, "this link leads nowhere")]),
    ("", 56, "#### Try it {#try-it}", [(56, "two levels deep")]),
    ("", 72, "### Now {#Now}", [(72, "`#Now` is no id")]),
]
in_head: list[Mistake] = [
    ("en", 3, "sumary: x", [(3, "unknown key `sumary`"), (1, "`summary` is missing")]),
    ("en", 5, "  - know: Tell", [(5, "there is no level `know`")]),
    ("en", 7, "minutes: fifteen", [(7, "minutes: write a whole number")]),
    ("en", 8, "labs: [first-lap]", [(8, "no lab `first-lap`: write `first-lab`?")]),
    ("es", 2, "title: [a", [(2, "not valid YAML")]),
]
in_translation: list[Mistake] = [
    ("es", 5, "  - remember: Decir", [(4, "objectives: lesson.en.md has understand, apply")]),
    ("es", 7, "minutes: 20", [(7, "minutes: lesson.en.md says 15")]),
    ("es", 31, "- [ ] El intérprete", [(28, "choice 1 is wrong here")]),
    ("es", 33, "- [x] El terminal", [(28, "choice 3 is right here")]),
    (
        "es",
        38,
        "``` {.quiz #what-else multiple=true}",
        [(28, ".quiz `what-goes` (lesson.en.md:38) is missing"), (38, "has no .quiz `what-else`")],
    ),
    ("es", 52, "holds: dated", [(49, "holds dated here, holds wrong there")]),
    ("es", 56, "## Pruébalo", [(132, "the id `try-it` is missing (lesson.en.md:56)")]),
]
in_labs: list[Mistake] = [
    (f"{lab}/lab.toml", 1, 'minutes = "twenty"', [(1, "minutes")]),
    (f"{lab}/lab.toml", 7, 'kind = "mainframe"', [(7, "there is no kind of machine `mainframe`")]),
    (f"{lab}/lab.toml", 12, 'solve = "gone.sh"', [(12, "gone.sh is not in the lab's folder")]),
    (f"{lab}/lab.toml", 22, 'init = "not-there.sh"', [(22, "not-there.sh is not in the lab's")]),
    (
        f"{lab}/lab.toml",
        24,
        "init_timeout = 0",
        [(24, "init_timeout: write a whole number from 1 to 120, not 0")],
    ),
    (f"{lab}/lab.toml", 26, "", [(25, "fail needs spoil")]),
    (
        f"{guide}/lab.en.md",
        7,
        "````` {.task #say-hallo}",
        [
            (7, "lab.toml has no task `say-hallo`"),
            (7, "task `say-hallo` has no solution"),
            (13, "no task `say-hello` above this solution"),
            (39, "task `say-hello` of lab.toml is missing"),
        ],
    ),
    (f"{guide}/lab.en.md", 25, "``` {.sh .run machine=vm}", [(25, "no machine `vm`")]),
    (f"{guide}/lab.es.md", 21, "", [(19, "1 hints there")]),
]


answers = """[steps]
asked = []
title.en = "One"
text.en = "x"
text.es = "x"
links = ["first-steps", "lab:nowhere", "lesson:first-steps#nowhere"]
"""


def spoilt() -> tuple[dict[str, bytes], list[tuple[str, int, str]]]:
    """The files of the course, and each problem as (path, line, part of the message)."""
    files = good_files()
    for folder in (blocks, text, head, translation, circle, gone):
        folder_copied(files, "lessons/01-first-steps", folder)
    for folder in (lab, guide):
        folder_copied(files, "labs/first-lab", folder)
    wanted: list[tuple[str, int, str]] = []

    def spoil(path: str, mistake: Mistake) -> None:
        line_set(files, path, mistake[1], mistake[2])
        wanted.extend((path, line, message) for line, message in mistake[3])

    for mistake in (*tables, *in_labs):
        spoil(mistake[0], mistake)
    for folder, mistakes in ((blocks, in_blocks), (text, in_text)):
        for mistake in mistakes:
            for language in ("en", "es"):
                spoil(f"{folder}/lesson.{language}.md", mistake)
    for folder, mistakes in ((head, in_head), (translation, in_translation)):
        for mistake in mistakes:
            spoil(f"{folder}/lesson.{mistake[0]}.md", mistake)

    return files, wanted + files_spoilt(files)


def files_spoilt(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    """Spoils whole files and folders; gives the problems of that."""
    wanted: list[tuple[str, int, str]] = []
    for language in ("en", "es"):
        line_set(files, f"{circle}/lesson.{language}.md", 8, "prerequisites: [gone]")
        line_set(files, f"{gone}/lesson.{language}.md", 8, "prerequisites: [circle]")
    wanted.append((f"{circle}/lesson.en.md", 8, "go in a circle, circle → gone → circle"))
    del files[f"{gone}/lesson.es.md"]
    wanted.append((f"{gone}/lesson.es.md", 1, "this file is missing"))
    files[f"{gone}/lesson.fr.md"] = b""
    wanted.append((f"{gone}/lesson.fr.md", 1, "`fr` is no language"))
    files["lessons/8-wrong/lesson.en.md"] = b""
    wanted.append(("lessons/8-wrong", 1, "two or three digits, a hyphen"))
    files["lessons/07-again/lesson.en.md"] = files["lessons/07-again/lesson.es.md"] = files[
        "lessons/01-first-steps/lesson.en.md"
    ].replace(b"stages.svg", b"picture.png")
    files["lessons/07-again/picture.png"] = b"GIF89a"
    files["lessons/07-again/ways.svg"] = files["lessons/01-first-steps/ways.svg"]
    wanted.append(("lessons/07-again/picture.png", 1, "this is no png image"))
    wanted.append(("lessons/07-gone", 1, "the number `07` is that of lessons/07-again"))
    del files[f"{head}/stages.es.svg"]
    wanted.append((f"{head}/lesson.es.md", 14, "there is no image `stages.es.svg`"))
    picture = f"{circle}/stages.en.svg"
    line_set(files, picture, 2, '  <rect class="host" onclick="x()" style="fill: red"/>')
    line_set(files, picture, 3, "  <script>x()</script>")
    wanted += [(picture, 2, "`onclick`"), (picture, 2, "`style`"), (picture, 3, "<script>")]
    files[f"{guide}/check-say-hello.sh"] = b"#!/bin/sh\nexit 0 # \xff\n"
    wanted.append((f"{guide}/check-say-hello.sh", 2, "not UTF-8"))
    files["glosary.toml"] = b""
    wanted.append(("glosary.toml", 1, "write `glossary.toml`?"))
    files["answers.toml"] = answers.encode()
    wanted += [
        ("answers.toml", 2, "asked: write what is typed"),
        ("answers.toml", 3, "title has no text in `es`"),
        ("answers.toml", 6, "`first-steps` is no link"),
        ("answers.toml", 6, "there is no lab `nowhere`"),
        ("answers.toml", 6, "has no section `#nowhere`"),
    ]
    files["wizard.toml"] = b"title = 1\n[["
    wanted.append(("wizard.toml", 2, "not valid TOML"))
    return wanted


def test_every_mistake_is_told_on_its_line() -> None:
    files, wanted = spoilt()
    problems = compiled(files).problems
    found = [(problem.path, problem.line) for problem in problems]
    assert found == sorted((path, line) for path, line, _ in wanted)
    for path, line, message in wanted:
        said = [
            problem.message for problem in problems if (problem.path, problem.line) == (path, line)
        ]
        assert any(message in each for each in said), (path, line, message, said)
    assert len({message for _, _, message in wanted}) > 50


def test_a_course_full_of_mistakes_still_has_pages_that_show_them() -> None:
    files, _ = spoilt()
    result = compiled(files)
    page = result.lessons[("text", "en")]
    html = "".join(getattr(part, "html", "") for part in page.parts)
    told = [problem for problem in result.problems if problem.path == f"{text}/lesson.en.md"]
    assert html.count('<aside class="problem"') == len(told)
    # The problem of line 24 stands after the first section began, and before the quiz of line 28.
    kinds = [
        "problem" if "write a line" in getattr(part, "html", "") else type(part).__name__
        for part in page.parts
    ]
    assert kinds.index("problem") < kinds.index("QuestionPart")


@pytest.mark.parametrize("path", sorted(good_files()))
def test_a_course_that_lacks_a_file_is_told_so(path: str) -> None:
    files = good_files()
    del files[path]
    problems = compiled(files).problems
    assert problems
    assert all(problem.line >= 1 and problem.message for problem in problems)


def test_the_good_course_has_no_problem() -> None:
    assert compiled(good_files()).problems == ()
