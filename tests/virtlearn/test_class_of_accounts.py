"""How `make load` tells that a class of accounts was kept out: refused, or behind guests."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bench.board_page import BoardPage
from bench.classroom.accounts import (
    Start,
    most_at_once,
    overtaken_by_guests,
    site_settings,
    starts_read,
    waited_for_guests,
)
from bench.classroom.book import Book
from bench.classroom.browser import Page
from bench.classroom.report import class_figures, kept_out, refused
from bench.classroom.strangers import outcome_of
from bench.classroom.taught import Cost, Teacher, taught_make
from bench.classroom.watching import Watching
from labs.models import LabSession
from lessons.models import Class
from tests.labs.engine import engine_used
from tests.labs.factory import lab_make
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import User

noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
end = noon + timedelta(minutes=10)


def at(seconds: float | None) -> datetime | None:
    return None if seconds is None else noon + timedelta(seconds=seconds)


def start(asked: float, given: float | None, ended: float | None = None, *, guest: bool) -> Start:
    return Start(guest, noon + timedelta(seconds=asked), at(given), at(ended))


early = start(0, 0, 30, guest=True)
late = start(12, 15, 60, guest=True)
gone = start(0, 0, 5, guest=True)
never = start(0, None, 90, guest=True)


@pytest.mark.parametrize(
    ("guests", "account", "waited", "overtaken"),
    [
        ([early, late], start(10, 10, guest=False), False, False),  # it got machines at once
        ([early], start(10, 20, guest=False), False, False),  # a guest's lab gave way
        ([early], start(10, 26, guest=False), True, False),
        ([early, late], start(10, 20, guest=False), False, True),
        ([early, late], start(10, 26, guest=False), True, True),
        ([gone], start(10, 26, guest=False), False, False),  # it waited, and for no guest
        ([never], start(10, 20, guest=False), False, False),
        ([late], start(10, None, 30, guest=False), True, True),  # given up
        ([late], start(10, None, 14, guest=False), False, False),
        ([late], start(70, None, guest=False), False, False),
        ([start(12, 12, guest=True)], start(10, None, guest=False), True, True),
    ],
)
def test_who_waited_for_guests(
    guests: list[Start], account: Start, waited: bool, overtaken: bool
) -> None:
    starts = [*guests, account]
    assert waited_for_guests(starts, end) == [account] * waited
    assert overtaken_by_guests(starts, end) == [account] * overtaken


def test_how_many_had_machines_at_once() -> None:
    assert most_at_once([early, late, gone, never], end) == 2
    assert most_at_once([late, start(20, 20, guest=True), early], end) == 3
    assert most_at_once([never], end) == 0


def test_refusals_are_told_from_failures() -> None:
    book = Book()
    for who, what, saw in (
        (1, "sign up", "429, Retry-After 60: Too often"),
        (2, "sign up", "200: A user with that username already exists"),
        (3, "start", "none: 200: From your network 3 guests have a lab"),
        (4, "answer", "403: This form is out of date"),
        (5, "sign up", "no answer (TimeoutError)"),
        (6, "start", "ended: 200: You stopped this lab"),
        (7, "answer", "503, Retry-After 5: Not recorded"),
        (-1, "read a page", "429: Too often"),
    ):
        book.failed(who, what, saw)
    assert [sight.who for sight in refused(book)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("name", "value", "out"),
    [
        ("load_sign_ups_refused", 1, True),
        ("load_accounts_refused", 1, True),
        ("load_accounts_waited_for_guests", 1, True),
        ("load_accounts_overtaken_by_guests", 1, True),
        ("load_guests_too_often", 200, False),
        ("load_sign_up_max_ms", 900, False),
    ],
)
def test_an_account_that_is_kept_out_fails_the_run(name: str, value: int, out: bool) -> None:
    none = json.dumps({"name": "load_accounts_refused", "value": 0})
    assert not kept_out([none])
    assert kept_out([none, json.dumps({"name": name, "value": value})]) == out


def test_a_class_that_joins_by_a_link_is_told() -> None:
    book, watching = Book(), Watching.__new__(Watching)
    watching.teacher = teacher = Teacher.__new__(Teacher)
    watching.joined_s = 47.5
    teacher.shown, teacher.unchanged = [10.0, 30.0], 1
    teacher.cost = Cost(milliseconds=40.0, kilobytes=12.5, rounds=4)
    book.timed("join", 80.0)
    book.restart("arriving")
    book.failed(3, "join", "429: Very many people have joined this class")
    with engine_used("fake"):
        lines = class_figures(book, watching)
    found = {each["name"]: each["value"] for each in map(json.loads, lines)}
    assert found == {
        "load_joined": 1,
        "load_joins_refused": 1,
        "load_joined_s": 47.5,
        "load_join_p99_ms": 80.0,
        "load_board_p50_ms": 20.0,
        "load_board_p99_ms": found["load_board_p99_ms"],
        "load_board_unchanged": 1,
        "load_board_cpu_ms": 40.0,
        "load_board_cpu_share": 0.02,
        "load_board_kb": 12.5,
    }
    assert kept_out(lines)
    watching.teacher = None
    assert class_figures(book, watching) == []


@pytest.mark.django_db
def test_the_class_has_a_link_and_a_board_that_asks_again(client: Client) -> None:
    course_publish(course_folder)
    taught = taught_make(3)
    row = Class.objects.get(pk=taught.id)
    assert row.memberships.filter(role="learner", state="joined").count() == 3
    assert b"Load" in client.get(taught.link).content
    client.force_login(User.objects.get(username=taught.teacher))
    path = f"/en/classes/{taught.id}/board/"
    shown = BoardPage(client.get(path).content.decode())
    assert client.get(f"{path}changes/", headers=shown.headers).status_code == 204
    row.memberships.filter(name="member-1").update(name="another")
    answer = client.get(f"{path}changes/", headers=shown.headers)
    shown.change(answer.content.decode())
    assert client.get(f"{path}changes/", headers=shown.headers).status_code == 204


def test_what_a_strangers_start_came_to() -> None:
    session = 'data-session="4be0643f-1d98-573b-97cd-ca98a65347dd"'
    assert outcome_of(Page(200, f'<div {session} data-state="queued">')) == "queued"
    assert outcome_of(Page(200, '<div data-state="none">')) == "no lab"
    assert outcome_of(Page(429, "")) == "too often"
    assert outcome_of(Page(0, "TimeoutError")) == "no answer (TimeoutError)"


def test_limits_are_those_that_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMIT_GUEST", "5/m")
    monkeypatch.setenv("LIMIT_SIGN_UP", "no")
    found = site_settings(140)
    assert (found["LIMIT_GUEST"], found["LIMIT_SIGN_UP"]) == ("5/m", "no")
    assert (found["LIMIT_LABS"], found["LABS_CPUS"]) == ("", "70")


@pytest.mark.django_db
def test_starts_are_read_from_the_rows() -> None:
    lab = lab_make()
    rows: dict[str, dict[str, Any]] = {
        "ana": {"state": "queued", "seen_at": end},
        "ben": {"state": "ended", "admitted_at": at(9), "seen_at": at(5), "ended_at": end},
        "eva": {"state": "starting"},
    }
    for name, more in rows.items():
        user = User.objects.create(username=name, is_guest=name == "eva")
        LabSession.objects.create(
            user=user,
            course=lab.course,
            lab=lab.slug,
            spec_json={},
            created_at=noon,
            due_at=end,
            **more,
        )
    found = {(each.guest, each.given, each.ended) for each in starts_read()}
    assert found == {(False, None, None), (False, at(9), end), (True, noon, None)}
