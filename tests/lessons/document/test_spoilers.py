"""Sentences and blocks that give a claim away: how they are marked, and what is refused."""

from __future__ import annotations

import pytest

from lessons.document.page import Page
from lessons.document.parse import page_parse
from lessons.document.schema import Html
from lessons.document.spoilers import place
from tests.lessons.document.courses import compiled, good_files, lesson_en, lesson_es, page_of, told

head = "---\ntitle: t\nsummary: s\nminutes: 1\nobjectives:\n  - apply: a\n---\n"
claims = """
``` {.claim #asked lab=a-lab measure=start.vm unit=ms predict=number}
It is so.
holds: true
```

``` {.claim #told lab=a-lab}
It is so, too.
holds: true
```
"""


def marked(text: str) -> tuple[list[tuple[str, str]], list[tuple[int, str]], str]:
    """The claim and the HTML of each spoiler, the problems, and the HTML of all."""
    page: Page = page_of()
    draft = page_parse("lesson", f"{head}{text}\n{claims}", page)
    html = "".join(part.html for _, part in draft.parts if isinstance(part, Html))
    found = [(each["claim"], each["html"]) for each in place.finditer(html)]
    lines = head.count("\n")
    return found, [(line - lines, message) for line, message in told(page)], html


def test_sentences_are_marked_in_place() -> None:
    found, problems, html = marked(
        "Before. [It takes *2 ms* [@first, p. 4], `a[0]` and [more](lesson:there#x), "
        "says the [shell](glossary:shell).]{.spoiler claim=asked} After [this]."
    )
    ((claim, inner),) = found
    assert problems == []
    assert claim == "asked"
    for words in ("It takes <em>2 ms</em>", "<code>a[0]</code>", "course:lesson/there", "tooltip"):
        assert words in inner
    assert "Before. <data" in html
    assert "</data> After [this]." in html


def test_several_in_one_paragraph_stay_apart() -> None:
    found, problems, _html = marked(
        "- [One.]{.spoiler claim=asked} Two. [Three.]{.spoiler claim=asked}\n\n"
        "| a | b |\n| --- | --- |\n| x | [9 ms]{.spoiler claim=asked} |"
    )
    assert problems == []
    assert found == [("asked", "One."), ("asked", "Three."), ("asked", "9 ms")]


def test_a_block_covers_paragraphs_tables_and_transcripts() -> None:
    found, problems, html = marked(
        "Before.\n\n```` {.spoiler claim=asked}\nTwo *ms*, and {measure start.vm}.\n\n"
        '``` {.console on="a host"}\n# time true\n2 ms\n```\n\n| a |\n| --- |\n| 2 |\n'
        "````\n\nAfter."
    )
    ((claim, inner),) = found
    assert problems == []
    assert claim == "asked"
    for words in ("<em>ms</em>", 'data-measure="start.vm"', "time true", "<table>"):
        assert words in inner
    assert html.index("Before.") < html.index('<section class="spoiler"') < html.index("After.")


def test_code_that_looks_like_a_spoiler_is_code() -> None:
    found, problems, html = marked("Write `[words]{.spoiler claim=asked}` for it.")
    assert (found, problems) == ([], [])
    assert "<code>[words]{.spoiler claim=asked}</code>" in html


def test_authors_cannot_write_the_element_itself() -> None:
    found, _problems, _html = marked(
        '<data class="spoiler" value="asked">x</data>'
        '<section class="spoiler" data-claim="asked">y</section>'
    )
    assert found == []


quiz = "``` {.quiz #q}\nIs it?\n\n- [x] [Yes]{.spoiler claim=asked} :: A.\n- [ ] No :: B.\n```"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[It.]{.spoiler claim=akked}", 1, "this lesson has no claim `akked`: write `asked`?"),
        ("[It.]{.spoiler claim=told}", 1, "claim `told` asks for no prediction"),
        ("One.\n\n[It.]{.spoiler}", 3, "say which claim this gives away"),
        ("[It.]{.spoiler claim=Asked}", 1, "`Asked` is no claim's id"),
        ("[It.]{.spoiler #x claim=asked}", 1, "say which claim this gives away"),
        ("[It\n\nis.]{.spoiler claim=asked}", 3, "use a .spoiler block"),
        ("*a [b* c]{.spoiler claim=asked}", 1, "use a .spoiler block"),
        ("no start]{.spoiler claim=asked}", 1, "use a .spoiler block"),
        (
            "[It [is.]{.spoiler claim=asked}]{.spoiler claim=asked}",
            1,
            "take the inner one away",
        ),
        ("## [It]{.spoiler claim=asked}", 1, "a heading stays in sight"),
        (quiz, 4, "a spoiler stands in a lesson's text"),
        ("``` {.spoiler claim=akked}\nIt.\n```", 1, "this lesson has no claim `akked`"),
        ("``` {.spoiler}\nIt.\n```", 1, "say which claim this gives away"),
        ("``` {.spoiler claim=asked clam=x}\nIt.\n```", 1, "unknown attribute `clam`"),
        ("``` {.spoiler #x claim=asked}\nIt.\n```", 1, "take its id and classes away"),
        ("``` {.spoiler claim=asked}\n\n```", 1, "this spoiler is empty"),
        ("``` {.spoiler claim=asked}\n[It.]{.spoiler claim=asked}\n```", 1, "take the inner one"),
        (claims.strip().replace("asked", "other").replace("is so.", "[is]{.spoiler claim=asked}."),
         1, "is covered as a whole"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_on_its_line(text: str, line: int, message: str) -> None:
    _found, problems, _html = marked(text)
    assert any(at == line and message in said for at, said in problems), problems


def test_translations_give_the_same_claims_away() -> None:
    old, asking = b"#overwrites lab=first-lab", b" measure=start.vm unit=ms predict=number"
    files = good_files()
    for path in (lesson_en, lesson_es):
        files[path] = files[path].replace(old, old + asking)
    for path, other in ((lesson_en, lesson_es), (lesson_es, lesson_en)):
        changed = dict(files)
        changed[path] += b"\n[So.]{.spoiler claim=overwrites}\n"
        (problem,) = compiled(changed).problems
        assert problem.path == lesson_es
        assert "overwrites" in problem.message
        changed[other] += b"\n[So.]{.spoiler claim=overwrites}\n"
        assert compiled(changed).problems == ()
