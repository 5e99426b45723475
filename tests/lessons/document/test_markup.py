"""Which HTML remains in a course's text: what is on the list, unchanged, and nothing else."""

from __future__ import annotations

import pytest

from lessons.document.markup import cleaner, html_of

paired = (
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "code", "em"),
    *("strong", "b", "i", "del", "s", "sub", "sup", "kbd", "samp", "var", "abbr", "dfn", "q"),
    *("small", "mark", "ins", "div", "details", "dl", "a"),
)


@pytest.mark.parametrize(
    "html",
    [
        *(f"<{tag}>x</{tag}>" for tag in paired),
        "<br>",
        "<hr>",
        "<ul><li>x</li></ul>",
        "<details><summary>x</summary>y</details>",
        "<dl><dt>x</dt><dd>y</dd></dl>",
        "<table><caption>x</caption><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
        '<a href="https://example.org/" title="t" class="footnote-ref">x</a>',
        '<a class="footnote-backref">x</a>',
        '<img src="a.png" alt="b" title="c">',
        '<abbr title="t">x</abbr>',
        '<ol start="123456789"><li id="fn-1">x</li></ol>',
        '<sup id="fnref-1">1</sup>',
        '<sup id="fnref22-a">1</sup>',
        '<div class="footnote">x</div>',
        '<input checked="">',
        *(
            f'<table><thead><tr><th align="{side}">a</th></tr></thead>'
            f'<tbody><tr><td align="{side}">b</td></tr></tbody></table>'
            for side in ("left", "center", "right")
        ),
        *(
            f'<a href="{scheme}:x">y</a>'
            for scheme in (
                *("https", "http", "mailto", "lesson", "lab", "glossary", "wizard", "source"),
            )
        ),
    ],
)
def test_what_is_on_the_list_stays_as_it_is(html: str) -> None:
    assert cleaner.clean(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<section>x</section>", "x"),
        ("<b style='x' onclick='y'>x</b>", "<b>x</b>"),
        ('<a href="javascript:x">y</a>', "<a>y</a>"),
        ('<a href="course:x">y</a>', "<a>y</a>"),
        ('<a class="button">y</a>', "<a>y</a>"),
        ('<div class="code run">x</div>', "<div>x</div>"),
        ('<sup id="main">1</sup>', "<sup>1</sup>"),
        ('<sup id="fn-1 x">1</sup>', "<sup>1</sup>"),
        ('<ol start="1234567890"></ol>', "<ol></ol>"),
        ('<ol start="-1"></ol>', "<ol></ol>"),
        ('<ol start="٣"></ol>', "<ol></ol>"),
        (
            "<table><tbody><tr><td align='justify'>b</td></tr></tbody></table>",
            "<table><tbody><tr><td>b</td></tr></tbody></table>",
        ),
        *(
            (f"a<{tag}>b</{tag}>c", "ac")
            for tag in ("script", "style", "template", "iframe", "noscript", "title", "textarea")
        ),
    ],
)
def test_all_else_goes(html: str, left: str) -> None:
    assert cleaner.clean(html) == left


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("    indented", "<pre>"),
        ("# Heading", "<h1>"),
        ("---", "<hr>"),
        ("1. first", "<ol>"),
        ("- first", "<ul>"),
        ("> said", "<blockquote>"),
        ("a | b\n--- | ---\nc | d", "<table>"),
    ],
)
def test_a_phrase_has_no_blocks(text: str, block: str) -> None:
    assert block in html_of(text, "en", "part")
    phrase = html_of(text, "en", "phrase")
    assert phrase.startswith("<p>")
    assert block not in phrase


def test_a_phrase_defines_no_links() -> None:
    assert html_of("[a]: https://example.org", "en", "part") == ""
    assert html_of("[a]: https://example.org", "en", "phrase") == "<p>[a]: https://example.org</p>"


def test_footnotes_are_of_pages_and_lead_back() -> None:
    text = "Said.[^1]\n\n[^1]: Where."
    page = html_of(text, "en", "page")
    assert '<sup id="fnref-1"><a class="footnote-ref" href="#fn-1">1</a></sup>' in page
    assert '<li id="fn-1">' in page
    assert 'href="#fnref-1"' in page
    assert "fnref" not in html_of(text, "en", "part")


def test_columns_are_aligned_by_an_attribute_and_two_quotes_stay_two() -> None:
    table = html_of("a | b\n:-- | --:\nc | d", "en", "part")
    assert '<th align="left">a</th>' in table
    assert '<td align="right">d</td>' in table
    assert html_of("> a\n\n> b", "en", "part").count("<blockquote>") == 2


def test_strokes_tasks_and_emphasis_inside_words() -> None:
    assert html_of("~~gone~~ H~2~O", "en", "part") == "<p><del>gone</del> H~2~O</p>"
    assert "checked" in html_of("- [x] done", "en", "part")
    assert html_of("a_b_c", "en", "part") == "<p>a_b_c</p>"
