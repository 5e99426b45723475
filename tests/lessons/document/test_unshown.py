"""What a text says and a page does not show: told with its line, and published all the same."""

from __future__ import annotations

import pytest
from django.conf import settings

from lessons.document.library import course_compile
from lessons.document.markup import html_of
from lessons.document.render import Renderer
from lessons.document.source import course_read
from lessons.document.unshown import unshown
from tests.lessons.document.courses import compiled, good_files, lesson_en, page_of

course = settings.BASE_DIR / "lessons" / "content" / "containers-vs-kvm"
as_it_stands = "is shown as it stands"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Work is $O(n \\log n)$, and $$\\frac{a}{b}$$.", [(1, "`$O("), (1, "`$$\\frac")]),
        ("It costs $5 and $6, in $HOME/$USER, $a and $b.", []),
        ("Escaped: \\$x$", []),
        ("::: challenge\nWhat?\n:::", [(1, "`:::`"), (3, "`:::`")]),
        ("`ls -la`{{execute}}", [(1, "`{{execute}}`")]),
        (
            "{{#include ../x.rs}} {% raw %} {: .callout}",
            [(1, "`{{#"), (1, "`{% raw"), (1, "`{: .")],
        ),
        ("[[X]] right\n[[ ]] wrong", [(1, "`[[X]]`"), (2, "`[[ ]]`")]),
        ("!!! note\n    Text", [(1, "`!!! note`")]),
        ("Term\n: its definition", [(2, "`:`")]),
        ("<iframe src='https://a.example'></iframe>", [(1, "<iframe> is left out")]),
        ("<video controls src=a.mp4></video>", [(1, "<video> is left out")]),
        ("Text <script>alert(1)</script> more", [(1, "<script> is left out, with all")]),
        ("A <span style='color:red'>red</span>", [(1, "<span> is left out, and what stands")]),
        ("<div class='alert'>x</div>", [(1, "`class='alert'` of <div> is left out")]),
        ("Type docker run <name>", [(1, "`<name>` is read as HTML")]),
        ("Type \\<name>, `<name>`, ``a ` <name>``", []),
        ("before <details><summary>s</summary>in</details>", [(1, "<details> begins a block")]),
        ("- <details><summary>s</summary>in</details>", []),
        ("<https://a.example> <me@a.example> a < b <b>c</b> 2<sup>3</sup> <!-- d -->", []),
        ("if a <b and c", []),
        ("| a |\n|---|\n| `ls | wc` |\n| `ls \\| wc` <p>c</p> |\n\n`a | b`", [(3, "a | in code")]),
    ],
)
def test_it_is_told_with_its_line(text: str, wanted: list[tuple[int, str]]) -> None:
    told = list(unshown(text.split("\n"), 1))
    assert [line for line, _ in told] == [line for line, _ in wanted]
    for (_, message), (_, begins) in zip(told, wanted, strict=True):
        assert message.startswith(begins)


def test_it_keeps_nothing_from_being_published() -> None:
    files = good_files()
    before = files[lesson_en].decode().count("\n")
    files[lesson_en] += b"\nA formula: $x$\n"
    found = compiled(files)
    assert found.problems == ()
    assert [(each.path, each.line) for each in found.warnings] == [(lesson_en, before + 2)]
    assert as_it_stands in found.warnings[0].message


def test_blocks_and_phrases_are_read_too() -> None:
    renderer = Renderer(page_of())
    renderer.html("One\n\n<center>two</center>", 7)
    renderer.inline("a [[b]]", 12)
    assert [each.line for each in renderer.page.warnings] == [9, 12]


def test_what_is_in_code_is_no_warning() -> None:
    renderer = Renderer(page_of())
    renderer.html("```\n<iframe> $x$ {{a}}\n```\n\nand `<iframe>`", 1)
    assert renderer.page.warnings == []


def test_the_course_that_ships_has_none() -> None:
    assert course_compile(course_read(course)).warnings == ()


def test_a_pipe_in_the_code_of_a_cell_is_written_as_on_every_forge() -> None:
    html = Renderer(page_of()).html("| a | b |\n|---|---|\n| `ls \\| wc -l` | x |", 1)
    assert "<code>ls | wc -l</code>" in html


def test_a_block_in_a_sentence_leaves_no_empty_paragraph() -> None:
    html = html_of("before <details><summary>s</summary>in</details> after", "en", "page")
    assert html == "<p>before </p><details><summary>s</summary>in</details> after"
