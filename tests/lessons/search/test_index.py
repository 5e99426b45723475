"""What a search finds, in which order, and what it shows of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.search.entries import Entry, plain, sections
from lessons.search.fold import fold, query_words, stem
from lessons.search.index import Index
from lessons.search.snippet import marked, snippet


def entry(title: str, text: str = "", kind: str = "section") -> Entry:
    return Entry(kind=kind, page="one", anchor=title, title=title, text=text)  # type: ignore[arg-type]


entries = [
    entry("Namespaces", "What a process sees. Each kind is a view of its own."),
    entry("Limits", "A cgroup limits memory. Namespaces limit nothing, they hide."),
    entry("El núcleo", "Los contenedores comparten el núcleo del anfitrión."),
    entry("namespace", "A view of the system.", "term"),
    entry("The user-space", "`pivot_root` and `unshare` are programs. " + "Filler words. " * 60),
    entry("Kernel panic", "The kernel stops."),
    entry("Panic in a kernel", "It is the end."),
]
index = Index(entries)


def titles(query: str) -> list[str]:
    return [hit.entry.title for hit in index.search(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("NAMESPACES", "Namespaces"),
        ("namesp", "namespace"),
        ("nucleo", "El núcleo"),
        ("NÚCLEO", "El núcleo"),
        ("contenedor", "El núcleo"),
        ("cgroups", "Limits"),
        ("space", "The user-space"),
        ("pivot_root", "The user-space"),
        ("pivot", "The user-space"),
        ("kernel panic", "Kernel panic"),
        ("memory namespaces", "Limits"),
    ],
)
def test_the_best_comes_first(query: str, first: str) -> None:
    assert titles(query)[0] == first


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("kernel", "kernels"),
        ("service", "services"),
        ("namespace", "namespaces"),
        ("entry", "entries"),
        ("box", "boxes"),
        ("process", "processes"),
        ("file", "files"),
        ("contenedor", "contenedores"),
        ("imagen", "imagenes"),
        ("vez", "veces"),
        ("unidad", "unidades"),
        ("proceso", "procesos"),
    ],
)
def test_one_and_many_are_one(one: str, many: str) -> None:
    assert stem(one) == stem(many)


def test_words_that_are_not_plurals_stay_apart() -> None:
    assert len({stem(word) for word in ("bus", "bu", "class", "clas", "ps", "pss", "cgroup")}) == 7


def test_all_words_count_before_some_do() -> None:
    assert set(titles("kernel panic")) == {"Kernel panic", "Panic in a kernel"}
    assert titles("view nowhere")  # better some than none


@pytest.mark.parametrize("query", ["", "   ", "¿?", "zzzz", "'\"<>&%_*"])
def test_nothing_is_found(query: str) -> None:
    assert titles(query) == []


def test_a_short_word_is_not_the_beginning_of_all_others() -> None:
    found = Index([entry("a", "de la casa"), entry("b", "demás")])
    assert [hit.entry.title for hit in found.search("de")] == ["a"]
    assert [hit.entry.title for hit in found.search("de casa")] == ["a"]


def test_a_slip_is_mended() -> None:
    assert index.suggest("namespcaes") == "namespaces"
    assert index.suggest("kernel") == ""
    assert index.suggest("qqqqqqqq") == ""


def test_hits_are_marked_as_they_are_written() -> None:
    hit = index.search("nucleo")[0]
    shown = marked(hit.entry.text, hit.stems)
    assert [piece.text for piece in shown if piece.hit] == ["núcleo"]
    assert "".join(piece.text for piece in shown) == hit.entry.text


def test_a_snippet_is_cut_at_words_around_the_hits() -> None:
    text = "Nothing here. " * 40 + "The kernel of the host answers. " + "And more. " * 40
    shown = snippet(text, {stem("kernel"), stem("host")})
    joined = "".join(piece.text for piece in shown)
    assert "kernel of the host" in joined
    assert len(joined) < 260
    assert joined.startswith("… ")
    assert joined.endswith(" …")
    assert {piece.text for piece in shown if piece.hit} == {"kernel", "host"}


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_can_be_searched_for_any(text: str, query: str) -> None:
    found = Index([entry("A title", text)])
    for hit in found.search(query):
        joined = "".join(piece.text for piece in marked(text, hit.stems))
        assert joined == text
        snippet(text, hit.stems)
    found.suggest(query)
    assert len(query_words(query)) <= 12
    assert fold(fold(text)) == fold(text)


html = (
    '<p>Before.</p><h2 id="one">One <a class="anchor" href="#one" aria-label="x">#</a></h2>'
    '<p>A <span class="term"><a href="course:glossary#t" aria-describedby="term-1">term</a>'
    '<span role="tooltip" id="term-1">HIDDEN</span></span> said '
    '<a class="cite" href="#source-a" title="A">[1]</a>.</p>'
    '<figure class="figure"><svg viewBox="0 0 1 1" role="img" aria-label="Two boxes">'
    "<text>drawn</text></svg></figure>"
    '<h3 id="two">Two</h3><ul><li>a &lt;b&gt;</li><li>c</li></ul>'
)


def test_text_of_rendered_html() -> None:
    assert list(sections(html)) == [
        ("", "", "Before."),
        ("one", "One", "A term said. Two boxes"),
        ("two", "Two", "a <b> c"),
    ]
    assert "HIDDEN" not in plain(html)
