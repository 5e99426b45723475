"""One mistake at a time: all that is told of it, and nothing else."""

from __future__ import annotations

import pytest

from lessons.document.schema import DrawPart
from lessons.format import limits
from tests.lessons.document.courses import compiled, good_files, guide_en, guide_es
from tests.lessons.document.courses import lesson_en as english
from tests.lessons.document.courses import lesson_es as spanish
from tests.lessons.quizzes.support import faults_told

Told = list[tuple[int, str]]  # lines, from 1, and how the messages begin
head_lines = 9  # of the starter's front matter


def told(files: dict[str, bytes], path: str, first: int = 0) -> Told:
    """The problems of `path`, counted from the line after `first`; the other files have none but
    those of its translation.
    """
    problems = compiled(files).problems
    translation = path.replace(".en.", ".es.")
    assert {problem.path for problem in problems} <= {path, translation}
    both = [
        [(problem.line, problem.message) for problem in problems if problem.path == each]
        for each in (path, translation)
    ]
    assert both[0] == both[1]
    return [(line - first, message) for line, message in both[0]]


def pool(*points: str) -> str:
    return "".join(
        f"``` {{.numeric #q{at} pool=p{each}}}\nQ?\n= 1\n```\n\n" for at, each in enumerate(points)
    )


two = pool("", "")  # ten lines


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (two + "``` {.draw #d pool=p count=2}\n```", []),
        (two + "``` {.draw #d pool=p count=3}\n```", [(11, "pool `p` has 2 questions: draw no")]),
        (two + "``` {.draw #d pool=pp}\n```", [(11, "no question has pool=`pp`: write `p`")]),
        ("``` {.draw #d pool=p}\n```", [(1, "no question has pool=`p`")]),
        (
            two + "``` {.draw #d pool=p}\n```\n\n``` {.draw #e pool=p}\n```",
            [(14, "pool `p` is drawn from above")],
        ),
        ("``` {.draw #d pool=p}\n```\n\n" + two, []),  # it may stand above its questions
        (two + "``` {.draw pool=p}\n```", [(11, "this block has no id: write {.draw #its-id}")]),
        (two + "``` {.draw #d pool=p cuont=1}\n```", [(11, "unknown attribute `cuont` on .draw")]),
        (two + "``` {.draw #d pool=p count=0}\n```", [(11, "count must be a whole number from 1")]),
        (two + "``` {.draw #d pool=p count=1.5}\n```", [(11, "count must be a whole number")]),
        (
            two + "``` {.draw #d pool=p count=21}\n```",
            [(11, "count must be a whole number from 1 to 20")],
        ),
        (pool("", " points=1") + "``` {.draw #d pool=p}\n```", []),
        (
            pool("", " points=2") + "``` {.draw #d pool=p}\n```",
            [(1, "the questions of pool `p` differ in points")],
        ),
        ("``` {.numeric #n pool=No}\nQ?\n= 1\n```", [(1, "the pool 'No' is not allowed")]),
    ],
)
def test_pools_and_what_is_drawn_from_them(text: str, wanted: Told) -> None:
    in_lesson(text, wanted)


def in_lesson(text: str, wanted: Told) -> None:
    files = good_files()
    for path in (english, spanish):
        head, _, _ = files[path].decode().partition("\n---\n")
        files[path] = f"{head}\n---\n{text}\n".encode()
        assert head.count("\n") + 2 == head_lines
    faults_told(told(files, english, head_lines), wanted)


def machine(attributes: str) -> str:
    return f"``` {{.machine #m {attributes} fact=hostname}}\nQ?\n```"


def claim(*lines: str, attributes: str = "#c lab=first-lab") -> str:
    return "\n".join([f"``` {{.claim {attributes}}}", *lines, "```"])


rest = ("holds: true", "source: @posix-shell")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (machine("lab=first-lab machine=main"), []),
        (machine("lab=first-lap"), [(1, "there is no lab `first-lap`: write `first-lab`?")]),
        (
            machine("lab=first-lab machine=mainn"),
            [(1, "lab `first-lab` has no machine `mainn`: write `main`?")],
        ),
        (claim("A.", *rest), []),
        (claim("A.", *rest, attributes="#c lab=first-lab measure=start.container"), []),
        (
            claim("A.", *rest, attributes="#c lab=first-lab task=say-hello measure=a.figure"),
            [(1, "task `say-hello` measures no `a.figure`")],
        ),
        (
            claim("A.", *rest, attributes="#c lab=first-lab measure=a.figure"),
            [(1, "lab `first-lab` measures no `a.figure`")],
        ),
        (claim(*rest), [(1, "the claim is missing")]),
        (claim("A.", *rest, "holds: wrong"), [(5, "`holds:` is given twice")]),
        (claim("A.", *rest, "was:"), [(5, "`was:` is empty")]),
        (claim("A.", rest[1]), [(1, "say how the claim stands")]),
        (claim("A.", rest[0], "source: posix-shell"), [(4, "`posix-shell` is no source")]),
        (claim("A.", "hold: true", *rest), [(3, "unknown key `hold:` of a claim: write `holds`?")]),
        (claim("A.", "note: this is text", *rest), []),
        (
            claim("A.", *rest, attributes="#c lab=first-lab colour=red"),
            [(1, "unknown attribute `colour` on .claim")],
        ),
        (
            claim("A.", *rest, attributes=".big #c lab=first-lab"),
            [(1, "unknown class `.big` on .claim")],
        ),
        (claim("A.", *rest, attributes="lab=first-lab"), [(1, "this block has no id")]),
        ("``` {.lab #first-lap}\nX\n```", [(1, "there is no lab `first-lap`: write `first-lab`?")]),
        ("``` {.lab}\nX\n```", [(1, "this block has no id: write {.lab #its-id}")]),
        ("``` {.task #t}\nDo.\n```", [(1, "a .task belongs in a lab's guide")]),
        (
            "- a\n\n  ``` {.quiz #q}\n  Q\n  - [x] a\n  - [ ] b\n  ```",
            [(3, "a .quiz stands outside lists and quotes")],
        ),
    ],
)
def test_claims_labs_and_places_of_blocks(text: str, wanted: Told) -> None:
    in_lesson(text, wanted)


@pytest.mark.parametrize(
    ("fence", "wanted"),
    [
        ("sh", []),
        ("console", []),
        (" {.sh .run machine=any}", []),
        (' {.console on="Debian 12"}', []),
        ("sh run", [(1, "`run` is not read here: write ``` {.sh …}")]),
        ("klingon", [(1, "unknown language `klingon`")]),
        (" {#x .sh}", [(1, "`#x`: a block of code has no id")]),
        (" {.sh colour=red}", [(1, "unknown attribute `colour` on .sh: take it away")]),
        (" {.sh .run on=x}", [(1, "unknown attribute `on` on .sh: write `machine`")]),
        (" {.sh .run machine=<b>}", [(1, "`<b>` is no machine's name: write lower-case")]),
        (" {.sh machine=vm}", [(1, "unknown attribute `machine` on .sh: take it away")]),
        (
            " {.console on=x machine=x}",
            [(1, "unknown attribute `machine` on .console: write `before`, `on`")],
        ),
        (" {.console}", [(1, "say what this transcript is of")]),
        (
            " {.console on=x runs=vn}",
            [(1, "there is no kind of machine `vn`"), (1, "this transcript has no command")],
        ),
        (" {.python .run}", [(1, "unknown class `.run` on .python: only shell blocks can be run")]),
        (" {.sh .big}", [(1, "unknown class `.big` on .sh: take it away")]),
        (" {.sh .run .big}", [(1, "unknown class `.big` on .sh: take it away")]),
        (" {#x}", [(1, "name the kind of this block first")]),
        (" {.klingon}", [(1, "unknown kind of block `.klingon`: write `claim`")]),
    ],
)
def test_fences(fence: str, wanted: Told) -> None:
    in_lesson(f"```{fence}\nls\n```", wanted)


def test_code_that_is_too_long_is_cut_and_told() -> None:
    whole = limits.code_chars // 80 * (79 * "a" + "\n")
    in_lesson(f"```sh\n{whole}```", [])
    in_lesson(f"```sh\n{whole}{80 * 'a'}\n```", [(1, "this code is over")])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## A\n\n### B", []),
        ("### Deep", [(1, "a level of headings is skipped here: write ##")]),
        ("## \n\nText.", [(1, "this heading is empty")]),
        ("[a](wizard:)", [(1, "`wizard:` leads nowhere: this course has no wizard.toml")]),
        ("[a](wizard:x)", [(1, "`wizard:x` leads nowhere: write `wizard:`")]),
        ("[a](lab:first-lab#x)", [(1, "a link to a lab leads to its page: write `lab:first-lab`")]),
    ],
)
def test_headings_and_links(text: str, wanted: Told) -> None:
    in_lesson(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "``` {.solution #say-hello}\nls\n```",
            [(1, "task `say-hello` has a solution already")],
        ),
        (
            "``` {.solution #say-hello}\n```",
            [(1, "task `say-hello` has a solution already"), (1, "the solution is empty")],
        ),
        ("``` {.solution}\nls\n```", [(1, "this block has no id")]),
        ("``` {.quiz #q}\nQ\n- [x] a\n- [ ] b\n```", [(1, "a .quiz belongs in a lesson")]),
        (
            "``` {.task #zz points=2}\n? Hint.\n```",
            [
                (1, "lab.toml has no task `zz`"),
                (1, "task `zz` has no solution"),
                (1, "the task is missing: write in the block"),
                (1, "unknown attribute `points` on .task: take it away"),
            ],
        ),
    ],
)
def test_guides(text: str, wanted: Told) -> None:
    files = good_files()
    lines = files[guide_en].count(b"\n")
    assert files[guide_es].count(b"\n") == lines
    for path in (guide_en, guide_es):
        files[path] += f"\n{text}\n".encode()
    faults_told(told(files, guide_en, lines + 1), wanted)


head = "title: First\nsummary: S\nobjectives:\n  - understand: T\nminutes: 15\nlabs: [first-lab]"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("S", "S", []),
        ("understand: T", "understand", [(5, "objectives: write each as")]),
        ("understand: T", "understand: T\n    apply: U", [(5, "objectives: write each as")]),
        ("understand: T", "understand:", [(5, "objectives: write a text after `understand:`")]),
        ("understand: T", "understand: [a]", [(5, "objectives: write a text after `understand:`")]),
        ("\n  - understand: T", " []", [(4, "objectives: name one at least")]),
        ("\n  - understand: T", "", [(4, "objectives: name one at least")]),
        ("\n  - understand: T", " x", [(4, "objectives: write a list")]),
        ("First", "[a]", [(2, "title: write a text after the colon")]),
        ("First", '" "', [(2, "title: write a text after the colon")]),
        ("S", "a" * 1000, []),
        ("S", "a" * 1001, [(3, "summary: this is too long")]),
        ("15", "1", []),
        ("15", "600", []),
        ("15", "0", [(6, "minutes: write a whole number from 1 to 600")]),
        ("15", "601", [(6, "minutes: write a whole number from 1 to 600")]),
        ("15", "1.5", [(6, "minutes: write a whole number from 1 to 600")]),
        ("15", "[1]", [(6, "minutes: write a whole number from 1 to 600")]),
        ("[first-lab]", "[First Lab]", [(7, "labs: `First Lab` is no slug")]),
        ("[first-lab]", "[[a]]", [(7, "labs: `this` is no slug")]),
        ("[first-lab]", "first-lab", [(7, "labs: write a list, as in `labs: [first, second]`")]),
        ("[first-lab]", "[first-lab, first-lab]", [(7, "labs: `first-lab` is named twice")]),
        (
            "[first-lab]",
            f"[{', '.join(['first-lab'] * 51)}]",
            [(7, "labs: `first-lab` is named twice"), (7, "labs: these are too many: keep to 50")],
        ),
        (
            "[first-lab]",
            "[first-lab]\nprerequisites: [first-steps]",
            [(8, "prerequisites: a lesson cannot need itself")],
        ),
        ("First", "&a First", [(2, "the front matter is not valid YAML: anchors and aliases")]),
        (
            "[first-lab]",
            "[]\n--- b",
            [(8, "the front matter is not valid YAML: there is a second")],
        ),
    ],
)
def test_heads(old: str, new: str, wanted: Told) -> None:
    files = good_files()
    for path in (english, spanish):
        files[path] = f"---\n{head.replace(old, new)}\n---\nText.\n".encode()
    faults_told(told(files, english), wanted)


@pytest.mark.parametrize(
    ("path", "old", "new", "wanted"),
    [
        ("course.toml", '"my-course"', '"My Course"', [(1, "slug: `My Course` is none")]),
        ("course.toml", '["en", "es"]', "[]", [(2, "languages: name one at least")]),
        ("course.toml", '"CC-BY-SA-4.0"', '" "', [(3, "license: name one")]),
        ("course.toml", '["Your name"]', "[]", [(4, "authors: name one at least")]),
        ("course.toml", '["Your name"]', '[" "]', [(4, "authors: name one at least")]),
        ("course.toml", '"Mi curso"', '" "', [(8, "title has no text in `es`")]),
        (
            "course.toml",
            '"Mi curso"',
            '"Mi curso"\nfr = "x"',
            [(9, "title: `fr` is not among the languages of course.toml")],
        ),
        ("course.toml", "slug = ", "slug ", [(1, "this is not valid TOML")]),
        ("course.toml", "[title]", "[claims]\n[title]", [(6, "claims: write a whole number")]),
        ("sources.toml", "2024\n", "24\n", [(4, "year: write one with four digits")]),
        ("sources.toml", "= 2024\n", "= 1500\n", []),
        ("sources.toml", "= 2024\n", "= 1499\n", [(4, "year: write one with four digits")]),
        ("sources.toml", "= 2024\n", "= 2100\n", []),
        ("sources.toml", "= 2024\n", "= 2101\n", [(4, "year: write one with four digits")]),
        ("sources.toml", '"Shell Command Language"', '" "', [(2, "title: write what the source")]),
        ("sources.toml", '["The Open Group"]', "[]", [(3, "authors: name the persons")]),
        ("sources.toml", "[posix-shell]", "a = 1\n[posix-shell]", [(1, "a: write a table")]),
        (
            "sources.toml",
            "taken.en =",
            'figures.many = {en = "a", es = "b"}\ntaken.en =',
            [(8, "figures: `many` is none: write the number with its unit")],
        ),
        (
            "glossary.toml",
            "[shell.definition]",
            "[shell.definitio]",
            [
                (1, "shell.definition is missing: write `definition = …`"),
                (5, "unknown key `shell.definitio`: write `definition`?"),
            ],
        ),
    ],
)
def test_tables(path: str, old: str, new: str, wanted: Told) -> None:
    files = good_files()
    text = files[path].decode()
    assert old in text
    files[path] = text.replace(old, new, 1).encode()
    found = [
        (problem.line, problem.message)
        for problem in compiled(files).problems
        if problem.path == path
    ]
    faults_told(found, wanted)


def test_a_key_of_a_table_is_a_slug() -> None:
    for path, key in (("sources.toml", "posix-shell"), ("glossary.toml", "shell")):
        files = good_files()
        files[path] = files[path].replace(f"[{key}".encode(), b"[No")
        found = [problem.message for problem in compiled(files).problems if problem.path == path]
        assert [message.partition(":")[0] for message in found] == ["`No` is no key"]


def test_a_block_of_another_kind_in_the_translation_says_which_it_is() -> None:
    files = good_files()
    files[spanish] = files[spanish].replace(b"{.short #which-sign}", b"{.cloze #which-sign}")
    said = [problem.message for problem in compiled(files).problems if problem.path == spanish]
    assert any(message.startswith("`which-sign` is a .short in lesson.en.md") for message in said)


def test_a_lesson_beside_its_folder_is_told_where_it_belongs() -> None:
    files = good_files()
    files["lessons/lesson.en.md"] = b""
    found = [(problem.path, problem.message) for problem in compiled(files).problems]
    assert found == [("lessons/lesson.en.md", "put this file into a folder of lessons/")]


def test_a_course_without_lessons_is_told_so() -> None:
    files = {path: text for path, text in good_files().items() if not path.startswith("lessons/")}
    said = [problem.message for problem in compiled(files).problems]
    assert "the course has no lesson: write lessons/01-first-steps/lesson.en.md" in said


def test_a_draw_without_an_id_is_no_part_of_the_page_and_one_in_one_language_is_told() -> None:
    files = good_files()
    drawn = two + "``` {.draw #d pool=p count=2}\n```\n\n"
    for path in (english, spanish):
        files[path] += f"\n{drawn}".encode()
    parts = compiled(files).lessons[("first-steps", "en")].parts
    (part,) = [part for part in parts if isinstance(part, DrawPart)]
    assert (part.draw.id, part.draw.pool, part.draw.count) == ("d", "p", 2)
    assert part.draw.questions == ("q0", "q1")
    files[english] = files[english].replace(b"{.draw #d ", b"{.draw ")
    result = compiled(files)
    parts = result.lessons[("first-steps", "en")].parts
    assert not [part for part in parts if isinstance(part, DrawPart)]
    files[english] = files[english].replace(b"``` {.draw pool=p count=2}\n```\n", b"")
    said = [problem.message for problem in compiled(files).problems if problem.path == spanish]
    assert any(".draw `d`" in message for message in said)
