"""Addresses are read as people write them, and nothing that could begin a header is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lessons.classes.invitations.core import (
    Addressee,
    addresses_most,
    addresses_read,
    held_back,
    mail_gap,
    mails_most,
)

now = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ana@example.org", [("ana@example.org", "")]),
        ("a@x.org, b@x.org;c@x.org\n\n d@x.org ", [(f"{each}@x.org", "") for each in "abcd"]),
        ("Ana Ruiz <ana@example.org>", [("ana@example.org", "Ana Ruiz")]),
        ('"Ruiz, Ana" <ana@example.org>', [("ana@example.org", "Ruiz, Ana")]),
        ("Ruiz, Ana <ana@x.org>; Bo <bo@x.org>", [("ana@x.org", "Ruiz, Ana"), ("bo@x.org", "Bo")]),
        ("Ana@X.org\nana@x.ORG", [("Ana@X.org", "")]),
        ("محمد \u202e <mo@x.org>", [("mo@x.org", "محمد")]),
        ("ana@bücher.example", [("ana@bücher.example", "")]),
    ],
)
def test_addresses_as_they_are_written(typed: str, found: list[tuple[str, str]]) -> None:
    people, problems = addresses_read(typed)
    assert problems == []
    assert people == [Addressee(email=email, name=name) for email, name in found]


@pytest.mark.parametrize(
    "typed",
    [
        "ana",
        "ana@",
        "a@b@example.org",
        "Ana <ana>",
        "Bcc: all@example.org <",
        "<ana@example.org>\x0bBcc: all@example.org, x",
        "ana@example.org%0aBcc:all@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_named_with_its_line(typed: str) -> None:
    people, problems = addresses_read("first@example.org\n" + typed)
    assert [each.email for each in people][:1] == ["first@example.org"]
    assert problems
    assert problems[0].line >= 2


def test_more_than_fit_are_refused() -> None:
    text = "\n".join(f"p{number}@example.org" for number in range(addresses_most + 1))
    assert "500" in addresses_read(text)[1][0].message
    assert not addresses_read(text.partition("\n")[2])[1]


def test_when_a_place_may_be_mailed_again() -> None:
    assert held_back(0, None, now) == ""
    assert held_back(1, now - mail_gap, now) == ""
    assert held_back(1, now - mail_gap + timedelta(seconds=1), now) == "gap"
    assert held_back(mails_most, None, now) == "most"
