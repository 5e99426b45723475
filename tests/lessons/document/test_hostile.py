"""Texts written to break things: none makes the pipeline raise, none gets anything unsafe out."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

import html5lib
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.document.scan import nonce
from lessons.document.svg import svg_read
from lessons.format import limits
from tests.examples import examples
from tests.lessons.document.courses import (
    compiled,
    good_files,
    lesson_en,
    page_of,
    rendered,
)

# What may come out, spelt out here once more: a list that is only in the code tests nothing.
tags = frozenset(
    """
    html head body p br hr h2 h3 ul ol li blockquote pre code em strong b i del s sub sup kbd
    samp var abbr dfn q small mark ins a img div details summary table thead tbody tr th td
    caption dl dt dd input aside section data figure figcaption span svg g rect circle ellipse line
    polyline polygon path text tspan
    """.split()  # noqa: SIM905
)
attributes = frozenset(
    """
    href src alt title class id start role tabindex aria-label aria-describedby rel scope type
    disabled checked loading decoding data-lang data-copy data-run data-machine data-measure
    data-spot data-claim value viewBox x y x1
    y1 x2 y2 cx cy r rx ry width height d points fill stroke stroke-width text-anchor
    transform font-size opacity
    """.split()  # noqa: SIM905
)
addresses = re.compile(r"(?:https?://|mailto:|course:|#)")
quick = settings(
    max_examples=examples(80),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

fragments = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a "),
    *(
        '<a href="javascript:alert(1)">',
        "<a href='java&#x09;script:x'>",
        "<iframe src=//x>",
        "</p>",
    ),
    *("[x](javascript:x)", "[x](<javascript:x>)", "[x]: javascript:x", "[x]", "<b onclick=x>", "<"),
    *(
        '![a" onerror="x](p.png "t" onload="y")',
        "![a](p.png)",
        "![<b>](f.svg '<script>')",
        "<p id=x",
    ),
    *(
        "[a](glossary:shell)",
        "[@first]",
        '[@first, p" onclick="x]',
        "[@first, <script>]",
        "<style>",
    ),
    *("[^1]", "[^1]: note <script>", "[^x\" onclick='y']: n", "## Head <script>", '## H {#x"y}'),
    *(
        "\n",
        "\n\n",
        " ",
        "    ",
        "- ",
        "1. ",
        "> ",
        "> [!NOTE]\n> ",
        "|a|b|\n|-|-|\n|<td>|",
        "*",
        "**",
    ),
    *(
        "`",
        "```",
        "``` {.sh .run machine='\"><script>'}",
        '``` {.console on="<script>"}',
        "~~~",
        "~~",
    ),
    *("[", "]{.spoiler claim=c}", "]{.spoiler claim=<b>}", "``` {.spoiler claim='><script>'}"),
    *("``` {.guess #g}", "why: <script>"),
    *("{measure a.b}", "{measure }", "{measure <script>}", "choice: a <1 :: <script>"),
    '``` {.claim #c lab=first-lab measure=a.b unit="<b>" predict=choice}',
    *("predict: <script>", "published: 1 <b> @first :: <script>", "choice: b >=1 :: {measure a.b}"),
    *('``` {.claim #c lab="><script>"}', "source: @first", "was: <script>", "holds: true", "-->"),
    *("``` {.quiz #q}", "- [x] <script> :: <img onerror=x>", "- [ ] b", "? <script>", "! <script>"),
    *("<!--", "<details data-hx-post=/x hx-get=/y style='x'>", "<div class='code run' data-run>"),
    *("<form action=/x><input name=a autofocus onfocus=x>", "<math><mi//xlink:href='data:x'>"),
    *("&#60;script&#62;", "&lt;script&gt;", "\\<script>", "<base href=//x>", "<meta http-equiv=x>"),
    *(
        "<template><script>",
        "<noscript><p title='</noscript><img src=x onerror=x>'>",
        "<xmp>",
        "<![",
    ),
    *(
        "course:lesson/x",
        "[x](course:lesson/x)",
        "[x](source:first)",
        "[x](lesson:there#<b>)",
        "\x00",
    ),
    *(
        "[x](https://x/\"onclick='y)",
        "[x](//evil)",
        "<https://x>",
        "<a@b>",
        "\x02",
        "\x03",
        "\ue000",
    ),
]
soup = st.lists(st.sampled_from(fragments) | st.text(max_size=6), max_size=25).map("".join)


def elements(html: str) -> Iterator[ET.Element]:
    """Every element that a browser makes of `html`."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element


def safe(html: str) -> None:
    """Fails unless all that a browser makes of `html` is on the lists above."""
    for element in elements(html):
        name = element.tag.rpartition("}")[2]
        assert name in tags, f"<{name}> in {html}"
        for key, value in element.attrib.items():
            assert key in attributes, f"{key} of <{name}> in {html}"
            if key in {"href", "src"}:
                assert addresses.match(value), f"{key}={value!r} in {html}"
            if key == "data-run":
                assert value == "", f"{key}={value!r} in {html}"
            if key == "data-machine":
                assert re.fullmatch(r"[a-z][a-z0-9-]*", value), f"{key}={value!r} in {html}"
            if key == "data-spot":
                assert re.fullmatch(r"c[0-9a-f]{12}", value), f"{value} in {html}"
    assert nonce not in html


@quick
@given(soup)
def test_nothing_unsafe_survives_in_a_page(text: str) -> None:
    safe(rendered(text))


@quick
@given(soup)
def test_nothing_unsafe_survives_in_a_course(text: str) -> None:
    files = good_files()
    files[lesson_en] += f"\n\n{text}".encode("utf-8", "replace")
    result = compiled(files)
    for part in result.lessons[("first-steps", "en")].parts:
        for html in texts_of(msgspec.to_builtins(part)):
            safe(html)


@quick
@given(st.text(max_size=40).map(lambda text: f"<script>\"{text}'><img onerror=x>"))
def test_words_from_tables_are_escaped(text: str) -> None:
    files = good_files()
    quoted = json.dumps(text).encode()
    for path, line in (("glossary.toml", b"en = "), ("sources.toml", b"title = ")):
        lines = files[path].split(b"\n")
        spoilt = [line + quoted if each.startswith(line) else each for each in lines]
        files[path] = b"\n".join(spoilt)
    result = compiled(files)
    for part in result.lessons[("first-steps", "en")].parts:
        for html in texts_of(msgspec.to_builtins(part)):
            safe(html)


def texts_of(value: object) -> Iterator[str]:
    """Every text in a part, whatever it is: all of them may be shown as HTML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)


@quick
@given(
    st.sampled_from(sorted(good_files())),
    st.binary(max_size=300) | soup.map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(["whole", "head", "tail"]),
)
def test_no_bytes_in_any_file_raise(path: str, content: bytes, where: str) -> None:
    files = good_files()
    before = files[path]
    files[path] = {"whole": content, "head": content + before, "tail": before + content}[where]
    for problem in compiled(files).problems:
        assert problem.line >= 1
        assert problem.message.isprintable()


@quick
@given(st.dictionaries(st.text(max_size=30), st.binary(max_size=60), max_size=6))
def test_no_names_of_files_raise(extra: dict[str, bytes]) -> None:
    compiled({**good_files(), **extra, **{f"lessons/{name}": b"" for name in extra}})


@quick
@given(st.lists(st.integers(0, 60), max_size=12), st.data())
def test_no_lines_taken_out_or_doubled_raise(numbers: list[int], data: st.DataObject) -> None:
    files = good_files()
    path = data.draw(st.sampled_from([path for path in sorted(files) if path[-3:] != ".sh"]))
    lines = files[path].split(b"\n")
    for number in numbers:
        at = number % max(len(lines), 1)
        lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at]] * 2, [lines[at][:9]]]))
        lines = lines or [b""]
    files[path] = b"\n".join(lines)
    compiled(files)


@quick
@given(
    st.lists(
        st.sampled_from(
            [
                *("<g>", "</g>", "<rect onclick='x'/>", "<script>x</script>", "<a href='x'/>"),
                *("<text>&lt;script&gt;</text>", "<rect style='x' fill='url(#x)'/>", "<!--", "-->"),
                *("<foreignObject><p/></foreignObject>", "<image href='x'/>", "<style/>", "<"),
                *(
                    "<use xlink:href='#x'/>",
                    "<rect class='host' x='1'/>",
                    "<animate/>",
                    "]]>",
                    "<svg>",
                ),
                *("<text class='a\" onload=\"x'>t</text>", "<x:script xmlns:x='x'/>", "&x;"),
            ]
        ),
        max_size=10,
    ).map("".join)
)
def test_nothing_unsafe_survives_in_a_figure(inner: str) -> None:
    source = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>'.encode()
    svg = svg_read(source)
    safe(f'<svg viewBox="{svg.view_box}">{svg.inner}</svg>')
    for element in elements(f"<svg>{svg.inner}</svg>"):
        assert "href" not in element.attrib


monsters: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "brackets in lines": lambda n: "[a\n" * (n // 3),
    "images": lambda n: "![a\n" * (n // 4),
    "captions": lambda n: ('![a](stages.svg "' + "[" * 7900 + '")\n\n') * (n // 8000),
    "hints": lambda n: "``` {.quiz #q}\n" + ("? " + "![" * 3900 + "\n") * (n // 8000) + "```",
    "quotes": lambda n: "> " * (n // 2),
    "quotes in lines": lambda n: "".join("> " * (at % 40) + "a\n\n" for at in range(n // 45)),
    "lists": lambda n: "".join("  " * at + "- a\n" for at in range(int(n**0.5))),
    "items": lambda n: "- a\n" * (n // 4),
    "items in an item": lambda n: "- " * (n // 2),
    "stars": lambda n: "*a **b " * (n // 7),
    "ticks": lambda n: "`a``b" * (n // 5),
    "tags": lambda n: "<a " * (n // 3),
    "divs": lambda n: "<div>\n\n" * (n // 7),
    "spaces": lambda n: "# " + " " * n + "x",
    "fences": lambda n: "```\n" * (n // 4),
    "fences in a list": lambda n: "- ```\n" * (n // 6),
    "footnotes": lambda n: "".join(f"[^a{at}]\n\n[^a{at}]: b\n\n" for at in range(n // 20)),
    "citations": lambda n: "[@first]\n\n" * (n // 10),
    "links": lambda n: "[a](lesson:nowhere)\n\n" * (n // 21),
    "tables": lambda n: "|a" * (n // 3) + "|\n" + "|-" * (n // 6) + "|\n",
    "attributes": lambda n: "``` {.quiz " + 'a="b ' * (n // 5) + "}\n```",
    "paragraphs": lambda n: "a\n\n" * (n // 3),
}


class TooManyStepsError(BaseException):
    """No `except Exception` on its way keeps it."""


def steps_of(text: str, most: float) -> int:
    """How many functions are called and left while `text` is compiled; the same every time.

    Raises TooManyStepsError beyond `most`: without its limits the pipeline would take minutes.
    """
    files = good_files()
    files[lesson_en] += f"\n\n{text}".encode()
    count = 0

    def step(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1
        if count > most:
            sys.setprofile(None)
            raise TooManyStepsError(f"{count} steps for {len(text)} characters")

    sys.setprofile(step)
    try:
        compiled(files)
    finally:
        sys.setprofile(None)
    return count


steps_a_character = 400  # the most that any text takes is about 180


@pytest.mark.slow("counts each step of the longest texts")
@pytest.mark.parametrize("name", sorted(monsters))
def test_no_text_takes_more_steps_than_its_length_lets(name: str) -> None:
    half = limits.text_bytes // 2
    less = steps_of(monsters[name](half // 2), steps_a_character * half)
    more = steps_of(monsters[name](half), steps_a_character * half)
    assert more <= 2.6 * less + 50_000  # twice the text takes about twice the steps


def test_what_goes_beyond_a_limit_is_told_on_its_line() -> None:
    page = page_of()
    html = rendered("fine\n\n" + "[" * 200 + "\n\nfine too", page)
    assert [problem.line for problem in page.problems] == [3]
    assert html.count("<p>fine") == 2


def test_entities_in_a_figure_are_refused_before_they_grow() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'
    svg = svg_read(bomb)
    assert svg.inner == ""
    assert "DOCTYPE" in svg.problems[0][1]
