"""What the parts of a text become: the conventions that pages, styles and scripts rely on."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.document.markup import html_of
from lessons.document.render import Renderer, paragraph_fast
from lessons.publishing.links import links_resolve
from tests.lessons.document.courses import page_of, rendered, told

svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect class="vm" x="1"/></svg>'
png = b"\x89PNG\r\n\x1a\n"


def test_a_heading_links_to_itself_and_is_listed() -> None:
    page = page_of("es")
    html = rendered("## El *núcleo* {#the-kernel}\n\n### Una `vista`\n\n### Una `vista`", page)
    assert '<h2 id="the-kernel">El <em>núcleo</em> <a class="anchor" href="#the-kernel"' in html
    assert 'aria-label="Enlace a esta sección: El núcleo">#</a></h2>' in html
    assert [(heading.level, heading.id, heading.title) for heading, _ in page.headings] == [
        (2, "the-kernel", "El núcleo"),
        (3, "una-vista", "Una vista"),
        (3, "una-vista-2", "Una vista"),
    ]


def test_links_within_the_course_hold_no_address() -> None:
    text = "[a](lesson:there#x) [b](lab:a-lab) [c](wizard:) [d](https://x.org/?a&b) [e](#here)"
    page = page_of()
    html = rendered(f"## Here\n\n{text}", page)
    for address in ("lesson/there#x", "lab/a-lab", "wizard"):
        assert f'href="course:{address}"' in html
    assert '<a href="https://x.org/?a&amp;b" rel="noopener external">d</a>' in html
    assert told(page) == []
    assert [(anchor.lesson, anchor.anchor) for anchor in page.anchors] == [
        ("there", "x"),
        ("", "here"),
    ]
    resolved = links_resolve(html, lambda address: f'/en/"{address}')
    assert 'href="/en/&quot;lesson/there#x"' in resolved
    assert "course:" not in resolved


def test_links_are_resolved_only_where_they_are_links() -> None:
    html = rendered('`href="course:wizard"` and  href="course:wizard" [w](wizard:)')
    assert links_resolve(html, lambda _: "W").count("W") == 1


def test_a_term_has_its_definition_at_hand() -> None:
    html = rendered("A [shell](glossary:shell), the [shells](glossary:shell).")
    assert (
        '<span class="term"><a href="course:glossary#shell" aria-describedby="term-1">shell</a>'
        '<span role="tooltip" id="term-1">A &lt;program&gt;.</span></span>' in html
    )
    assert 'id="term-2"' in html


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[a](lab:a-lab)", "a"),
        ("[a](https://x.org/)", "a"),
        ("[a](glossary:shell)", "a"),
        ("[@first, p. 4]", "p. 4"),
        ("[^1]", "1"),
    ],
)
def test_a_summary_holds_no_link(link: str, said: str) -> None:
    page = page_of()
    html = rendered(
        f"{link}\n\n<details><summary>Read\n*{link}* now</summary>See {link}.</details>\n\n"
        f"Then {link}.\n\n[^1]: A note.",
        page,
    )
    assert [line for line, _ in told(page)] == [3]
    assert "<summary>" in told(page)[0][1]
    summary = html.partition("<summary>")[2].partition("</summary>")[0]
    assert "<a" not in summary
    assert f"<em>{said}</em>" in re.sub("</?sup[^>]*>", "", summary)
    assert "<a" in html.partition("<summary>")[0]
    assert "<a" in html.partition("</summary>")[2]


def test_a_summary_in_a_summary_frees_no_link() -> None:
    page = page_of()
    link = "[a](lab:a-lab)"
    rendered(
        f"<details><summary>x <details><summary>y</summary></details> {link}</summary></details>",
        page,
    )
    assert len(told(page)) == 1


def test_sources_are_numbered_in_the_order_of_citation() -> None:
    page = page_of()
    html = rendered("See [@second, p. 4] and [@first], [@second].", page)
    assert page.sources == ["second", "first"]
    assert '<a class="cite" href="#source-second" title="A. B. (2020): On second"' in html
    assert ">[1, p. 4]</a>" in html
    assert html.count(">[1]</a>") == html.count(">[2]</a>") == 1


def test_code_has_classes_a_language_and_can_be_scrolled() -> None:
    html = rendered("```sh\necho $HOME < in\n```")
    assert html.startswith('<div class="code" data-lang="sh" data-copy=""><pre tabindex="0"><code>')
    assert '<span class="nv">$HOME</span>' in html
    assert "&lt;" in html


def test_code_to_run_names_its_machine() -> None:
    html = rendered('``` {.sh .run machine="vm"}\nuname -r\n```')
    assert (
        '<div class="code run" data-lang="sh" data-copy="" data-run="" data-machine="vm">' in html
    )
    html = rendered("``` {.sh .run}\nuname -r\n```")
    assert "data-run" in html
    assert "data-machine" not in html


def test_a_transcript_gives_its_commands_alone_to_copy() -> None:
    html = rendered('``` {.console on="Debian 12"}\n$ ls -l\na "b"\n# id\n```')
    assert 'data-copy="ls -l&#10;id"' in html
    assert '<span class="prompt">$ </span>' in html
    assert '<span class="output">a "b"</span>' in html
    assert "<figcaption>Seen on Debian 12</figcaption>" in html


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("NOTE", "Nota"),
        ("TIP", "Consejo"),
        ("IMPORTANT", "Importante"),
        ("WARNING", "Aviso"),
        ("caution", "Precaución"),
    ],
)
def test_an_alert_is_an_aside_with_a_translated_title(kind: str, title: str) -> None:
    html = rendered(f"> [!{kind}]\n> Uno.\n>\n> > dentro\n\n> cita", page_of("es"))
    assert (
        f'<aside class="{kind.lower()}" role="note"><p class="title">{title}</p><p>Uno.</p>' in html
    )
    assert html.count("<blockquote>") == html.count("</blockquote>") == 2
    assert html.count("</aside>") == 1


def test_a_table_can_be_scrolled_and_says_which_one_it_is() -> None:
    html = rendered("|a|b|\n|-|-:|\n|1|2|\n\ntext\n\n|c|\n|-|\n|3|", page_of("es"))
    for number in (1, 2):
        region = (
            f'<div class="table" tabindex="0" role="region" aria-label="Tabla {number}"><table>'
        )
        assert region in html
    assert '<th scope="col" class="right">b</th>' in html
    assert '<td class="right">2</td>' in html
    assert html.count("</table></div>") == 2


def test_an_empty_corner_of_a_table_is_no_header() -> None:
    html = rendered("| | a |\n| :-: | -: |\n| one | 1 |")
    assert "<td></td>" in html
    assert "></th>" not in html


def test_a_figure_is_inlined_with_words_and_a_caption() -> None:
    html = rendered(
        '![Two "stacks"](f.svg "Stacks of `x` [@first].")', page_of("en", {"f.svg": svg})
    )
    assert html.startswith('<figure class="figure"><svg viewBox="0 0 4 2" role="img"')
    assert 'aria-label="Two &quot;stacks&quot;"' in html
    assert '<rect class="vm" x="1"></rect>' in html
    assert "<figcaption><b>Figure 1.</b> Stacks of <code>x</code> <a" in html


def test_a_figure_is_that_of_the_language() -> None:
    files = {"f.es.svg": svg.replace(b"vm", b"host"), "f.svg": svg}
    assert 'class="host"' in rendered("![a](f.svg)", page_of("es", files))
    assert 'class="vm"' in rendered("![a](f.svg)", page_of("en", files))


def test_a_picture_becomes_an_asset() -> None:
    page = page_of("en", {"my pic.png": png})
    html = rendered("![a](<my pic.png>) in text", page)
    assert 'src="course:asset/lessons/01-here/my pic.png" alt="a"' in html
    assert "<figure" not in html
    assert page.assets == {"lessons/01-here/my pic.png": png}


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ("![a](../02-there/f.svg)", "leads out of this folder"),
        ("![a](/etc/passwd)", "no image of the course"),
        ("![a](https://x.org/f.png)", "no image of the course"),
        ("![a](f.txt)", "is no image"),
        ("![a](g.svg)", "there is no image `g.svg`"),
        ("![a](h.svg)", "there is no image `h.en.svg`"),
        ("![](f.svg)", "no text for those who can't see it"),
    ],
)
def test_a_wrong_image_is_told_on_its_line(image: str, message: str) -> None:
    page = page_of("en", {"f.svg": svg, "h.es.svg": svg})
    rendered(f"text\n\n`![a](../02-there/f.svg)`\n\n{image}", page)
    assert [line for line, said in told(page) if message in said] == [5], told(page)


def test_footnotes_lead_there_and_back() -> None:
    html = rendered("a[^n] b[^n]\n\n[^n]: Note.", page_of("es"))
    assert (
        '<sup id="fnref-n"><a class="footnote-ref" role="doc-noteref" href="#fn-n">[1]</a>' in html
    )
    assert '<div class="footnotes" role="doc-endnotes" aria-label="Notas">' in html
    assert 'href="#fnref2-n" aria-label="Volver al texto"' in html


def test_boxes_of_a_list_say_whether_they_are_done() -> None:
    html = rendered("- [ ] a\n- [x] b")
    assert '<input type="checkbox" disabled aria-label="to do"> a' in html
    assert '<input type="checkbox" disabled checked aria-label="done"> b' in html


def test_html_is_kept_where_it_is_harmless() -> None:
    html = rendered("Press <kbd class=x>Esc</kbd>, H<sub>2</sub>O.\n\n<h1>big</h1>")
    assert "<kbd>Esc</kbd>, H<sub>2</sub>O." in html
    assert "<h1" not in html


def test_parts_of_blocks_are_told_apart_from_pages() -> None:
    page = page_of()
    renderer = Renderer(page)
    assert renderer.html("Plain `x < 1`, said\nin two lines.", 7) == (
        "<p>Plain <code>x &lt; 1</code>, said in two lines.</p>"
    )
    assert renderer.inline("# 1. no *list* `a``", 7) == "# 1. no <em>list</em> `a``"
    assert "code" in renderer.html("a\n\n```sh\nls\n```", 7)
    assert told(page) == []
    renderer.html("a\n\n## b\n\nc[^1]\n\n``` {.quiz #x}\n```\n[d](lesson:gone)", 7)
    assert [line for line, _ in told(page)] == [9, 11, 13, 15]


def test_what_is_fast_reads_like_what_is_thorough(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "One, two & three",
        "`a < b` or `c*d`",
        'it\'s "so"',
        "a `  b ` c",
        "x^2 @ 1 | 2",
        "¿qué?",
    ]
    fast = [Renderer(page_of()).inline(text, 1) for text in texts]
    monkeypatch.setattr("lessons.document.render.phrase_fast", lambda text: None)
    assert fast == [Renderer(page_of()).inline(text, 1) for text in texts]


def test_a_block_in_the_middle_of_a_tag_is_told_and_mended() -> None:
    page = page_of()
    pieces = list(
        Renderer(page).document(["<details>", "", "``` {.lab #a-lab}", "```", "", "</details>"], 1)
    )
    assert [piece.block is not None for piece in pieces] == [False, True, False]
    assert pieces[0].html.count("<details>") == pieces[0].html.count("</details>")
    assert "details" in told(page)[0][1]
    assert told(page)[0][0] == 3


@given(st.lists(st.text("ab1-#>|.+*=: ¿`", max_size=6), min_size=1, max_size=4))
@example(["a", "", "b"])
@example(["1. a"])
@example(["- a"])
@example(["# a"])
@example(["> a"])
@example(["    a"])
@example(["---"])
@example(["a | b", "- | -", "c | d"])
@example(["¿a?", "b `c|d`"])
@example(["a "])
def test_the_fast_way_through_a_paragraph_gives_what_the_library_gives(lines: list[str]) -> None:
    fast = paragraph_fast(lines)
    if fast is not None:
        slow = html_of("\n".join(lines), "en", "part")
        # Blanks at a paragraph's end show nothing; the library keeps one that stands alone there.
        assert fast.split() == re.sub(r"\s+(?=</p>)", "", slow).split()


def test_a_paragraph_of_words_takes_the_fast_way() -> None:
    assert paragraph_fast(["", "¿Qué dice `ls -l`?", "A b.  ", ""]) == (
        "<p>¿Qué dice <code>ls -l</code>? A b.</p>"
    )
    assert paragraph_fast(["", " "]) == ""
    assert paragraph_fast(["a *b*"]) is None
