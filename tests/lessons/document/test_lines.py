"""What forges understand is understood here too, whatever the library behind needs."""

from __future__ import annotations

import re

import pytest

from lessons.document.lines import scan_lines
from tests.lessons.document.courses import page_of, rendered, told


def outline(html: str) -> str:
    """`html` without attributes, white space between tags, and what code is wrapped in."""
    bare = re.sub(r"<(\w+)(?: [^>]*)?>", r"<\1>", html)
    bare = re.sub(r"</?(?:div|span)>", "", bare).replace("<pre><code>", "<pre>")
    return re.sub(r"\s*\n\s*", "", bare.replace("</code></pre>", "</pre>"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n4. b", "<ol><li>a</li><li>b</li></ol>"),
        ("text:\n- a\n- b", "<p>text:</p><ul><li>a</li><li>b</li></ul>"),
        ("It was in\n1979. Then", "<p>It was in1979. Then</p>"),
        ("- a\n\n  more\n\nend", "<ul><li><p>a</p><p>more</p></li></ul><p>end</p>"),
        ("- a\ngoes on", "<ul><li>agoes on</li></ul>"),
        ("1. a\n\n   ```sh\n   ls\n   ```\n\n2. b", "<ol><li><p>a</p><pre>ls</pre></li>"),
        ("- ```sh\n  ls\n  ```\n- b", "<ul><li><pre>ls</pre></li><li>"),
        ("> ```\n> <b>\n> ```\n> end", "<blockquote><pre>&lt;b&gt;</pre><p>end</p></blockquote>"),
        ("> a\nlazy", "<blockquote><p>alazy</p></blockquote>"),
        ("text\n> a", "<p>text</p><blockquote><p>a</p></blockquote>"),
        ("text\n```\ncode\n```\ntext", "<p>text</p><pre>code</pre><p>text</p>"),
        ("```\n## no heading\n```", "<pre>## no heading</pre>"),
        ("````\n```\ninner\n```\n````", "<pre>```inner```</pre>"),
        ("~~~\n```\n~~~", "<pre>```</pre>"),
        ("    code", "<pre>code</pre>"),
        ("text\n    goes on", "<p>textgoes on</p>"),
        ("#hash is text", "<p>#hash is text</p>"),
        ("text\n## Head\ntext", "<p>text</p><h2>Head <a>#</a></h2><p>text</p>"),
        ("Head\n----\ntext", "<h2>Head <a>#</a></h2><p>text</p>"),
        ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
        ("- a\n---\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
        ("before <!-- in line --> after", "<p>before after</p>"),
        ("a\n\n<!-- two\n\nparagraphs -->\n\nb", "<p>a</p><p>b</p>"),
        ("text\n| a | b |\n|---|---|\n| 1 | 2 |", "<p>text</p><table><thead><tr><th>a</th>"),
        ("\ttabbed code", "<pre>tabbed code</pre>"),
        (
            "~~gone~~ **b** *i* `c`",
            "<p><del>gone</del> <strong>b</strong> <em>i</em> <code>c</code>",
        ),
        ("a_b_c and 2*3*4", "<p>a_b_c and 2<em>3</em>4</p>"),
    ],
)
def test_text_is_read_as_on_a_forge(text: str, wanted: str) -> None:
    page = page_of()
    assert outline(rendered(text, page)).replace("  ", " ").startswith(wanted)
    assert told(page) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\n```sh\nls", 3, "not closed: write ``` on"),
        ("- a\n\n  ````\n  x\n  ```\n\nend", 3, "not closed: write ```` on"),
        ("a\n\n<!-- open", 3, "comment is not closed"),
        ("> ## Head", 1, "outside lists and quotes"),
        ("a\n\n##", 3, "heading is empty"),
        ("a\n\n## H {#Big}", 3, "`#Big` is no id"),
        ("- " * 12 + "a\n" + "".join("  " * n + "- b\n" for n in range(12)), 10, "too deeply"),
        ("> " * 9 + "a", 1, "too deeply"),
        ("a\n\n" + "x" * 9000, 3, "too long"),
        ("a\n\n" + "*a" * 900, 3, "too long"),
        ("[^a b]: no note\n\n[^ä]: note", 3, "letters, digits"),
        ("[a](lesson:here) [^1]", 1, "`[^1]: …`"),
        ("[^1]\n\n[^1]: a\n\n[^1]: b", 5, "written twice"),
    ],
)
def test_what_cannot_be_read_is_told_on_its_line(text: str, line: int, message: str) -> None:
    page = page_of()
    rendered(text, page)
    assert [(at, said) for at, said in told(page) if message in said and at == line], told(page)


def test_fences_keep_their_lines_and_their_text() -> None:
    lines = ["a", "", "``` {.quiz #x}", "  body", "", "```", "> ~~~ sh", ">  ls", "> ~~~", "end"]
    scan = scan_lines(lines, 11, lambda line, message: pytest.fail(f"{line}: {message}"))
    first, second = scan.fences
    assert (first.info, first.body, first.line, first.end) == ("{.quiz #x}", "  body\n", 13, 17)
    assert (second.info, second.body, second.line, second.end) == ("sh", " ls", 17, 20)
    assert first.outermost
    assert not second.outermost


def test_headings_are_found_with_ids_and_lines() -> None:
    scan = scan_lines(["# A", "", "## B *c* {#b-c} ", "D", "===", "## E ##"], 5, lambda *_: None)
    found = [(heading.level, heading.title, heading.id, heading.line) for heading in scan.headings]
    assert found == [(1, "A", "", 5), (2, "B *c*", "b-c", 7), (1, "D", "", 8), (2, "E", "", 10)]
