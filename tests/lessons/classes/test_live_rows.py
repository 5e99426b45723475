"""Live tables: what a page lacks, what it says of itself, which tables a process keeps."""

from __future__ import annotations

from lessons.classes.live_rows import Kept, Seen, Told, kept_most, live_rows, seen_read

before = live_rows({3: "aaaa", 1: "bbbb", 2: "cccc"}, [2, 3, 1], "head")


def test_a_page_that_shows_all_lacks_nothing() -> None:
    assert before.seen.endswith(".bbbbccccaaaa")
    assert before.lacking(seen_read(before.seen)) == []


def test_rows_that_changed_are_lacking_as_they_stand() -> None:
    after = live_rows({1: "bbbx", 2: "cccc", 3: "aaax"}, [3, 2, 1], "head")
    assert after.lacking(seen_read(before.seen)) == [3, 1]


def test_with_other_people_all_is_lacking() -> None:
    after = live_rows({1: "bbbb", 2: "cccc", 4: "aaaa"}, [4, 2, 1], "head")
    assert after.lacking(seen_read(before.seen)) == [4, 2, 1]
    for text in ("", "x", f"{before.people_digest}..bbbb", "..", "a.b.c.d"):
        assert before.lacking(seen_read(text)) == [2, 3, 1]


def test_what_stands_around_changes_the_order_alone() -> None:
    after = live_rows(before.digests, before.order, "other head")
    assert after.order_digest != before.order_digest
    assert after.people_digest == before.people_digest
    assert after.lacking(seen_read(before.seen)) == []


def test_what_a_page_says_is_read_with_the_last_hand() -> None:
    assert seen_read("a.b.c", 7) == Seen(people="a", order="b", rows="c", hand=7)
    assert seen_read("a.b", 7) == Seen(hand=7)


def test_the_log_is_asked_once_for_the_same() -> None:
    told = Told()
    assert told.news_for(1, "seen", {(2, "x")})
    assert not told.news_for(1, "seen", {(2, "x")})
    assert told.news_for(2, "seen", {(2, "x")})
    assert told.news_for(1, "seen", {(2, "x"), (3, "x")})


def test_tables_that_nobody_asks_for_are_let_go() -> None:
    kept: Kept[int, list[int]] = Kept()
    first = kept.get(0, lambda: [0])
    assert kept.get(0, lambda: [1]) is first
    for number in range(1, kept_most + 1):
        kept.get(number, lambda: [2])
    assert len(kept.found) == kept_most
    assert kept.get(0, lambda: [3]) == [3]
