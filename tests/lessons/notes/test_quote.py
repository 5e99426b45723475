"""A note finds its passage again, or says that it is gone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lessons.notes.quote import Quote, quote_find, squash, text_of

lesson = squash(
    "A namespace gives processes a view of their own. The kernel keeps several copies of the "
    "thing. It remembers for each process which copy is meant. The kernel is one. Then it ends."
)


def quote(exact: str, prefix: str = "", suffix: str = "") -> Quote:
    return Quote(language="en", exact=exact, prefix=prefix, suffix=suffix)


kept = quote(
    "The kernel keeps several copies of the thing.",
    prefix="processes a view of their own.",
    suffix="It remembers for each process",
)


def test_it_is_where_it_was() -> None:
    found = quote_find(kept, lesson, "en")
    assert found.state == "here"
    assert found.exact == squash(kept.exact)


def test_white_space_makes_no_difference() -> None:
    assert quote_find(quote("The\n kernel  keeps"), lesson, "en").state == "here"


def test_of_equal_passages_the_one_in_its_surroundings() -> None:
    second = quote_find(quote("The kernel", suffix="is one."), lesson, "en")
    assert second.suffix.startswith("isone")
    first = quote_find(quote("The kernel", prefix="of their own."), lesson, "en")
    assert first.suffix.startswith("keeps")


def test_it_moves_with_its_words() -> None:
    moved = squash("New words before all. ") + lesson[::1]
    assert quote_find(kept, moved, "en").state == "here"


def test_a_passage_that_was_edited_is_found_between_its_neighbours() -> None:
    edited = lesson.replace("severalcopies", "morethanonecopy")
    found = quote_find(kept, edited, "en")
    assert found.state == "changed"
    assert found.exact == squash("The kernel keeps more than one copy of the thing.")


def test_a_passage_that_is_gone_is_an_orphan() -> None:
    gone = lesson.replace(squash(kept.exact), "")
    assert quote_find(kept, gone, "en").state == "orphaned"
    other = lesson.replace(squash(kept.exact), "Somethingquiteunlikeit,1234567890.")
    assert quote_find(kept, other, "en").state == "orphaned"


def test_another_language_is_not_looked_at() -> None:
    assert quote_find(kept, lesson, "es").state == "elsewhere"
    assert quote_find(Quote(language="en", section="one"), lesson, "es").state == "section"


def test_words_of_a_lesson() -> None:
    html = (
        '<h2 id="a">One <a class="anchor" href="#a" aria-label="x">#</a></h2><p>Said '
        '<a class="cite" href="#source-b" title="t" role="doc-biblioref">[1]</a>: a&amp;b '
        '<span class="term"><a href="g">term</a><span role="tooltip" id="t">X</span></span>.</p>'
    )
    assert text_of([html, "<svg><text>drawn</text></svg>"]) == "OneSaid:a&bterm."


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20), st.text(max_size=200))
def test_any_text(exact: str, prefix: str, suffix: str, text: str) -> None:
    found = quote_find(quote(exact, prefix, suffix), squash(text), "en")
    if found.state == "here":
        assert found.exact == squash(exact)
    elif found.state == "orphaned":
        assert squash(exact) not in squash(text)


def test_surroundings_of_eight_letters_are_no_chance_and_of_seven_are() -> None:
    text = "12345678the new words87654321"
    for prefix, suffix, state in (
        ("12345678", "87654321", "changed"),
        ("2345678", "87654321", "orphaned"),
        ("12345678", "8765432", "orphaned"),
    ):
        found = quote_find(quote("the old words", prefix, suffix), squash(text), "en")
        assert found.state == state
        assert found.exact == ("thenewwords" if state == "changed" else "")
