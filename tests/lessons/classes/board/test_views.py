"""The live board's page, what it asks again, and the end of all labs of a class."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from labs.models import LabState
from lessons.classes.board.live import live_boards
from lessons.models import Class, Label, Membership
from tests.conftest import user_make
from tests.lessons.classes.board.conftest import Learners, ago, answers, lab_of, reads, result
from virtlearn.people.models import AuditAction, AuditEntry, User


def text_of(response: Any) -> str:
    bare = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.unescape(bare).split())


def base(row: Class) -> str:
    return f"/en/classes/{row.pk}/board/"


def seen_by(page: str) -> dict[str, str]:
    """What static/js/board.js sends with its next question."""
    rows = re.findall(r'data-row="(\d+)"\s+data-digest="([^"]+)"', page)
    digests = "".join(digest for _row, digest in sorted(rows, key=lambda each: int(each[0])))
    people, order = (found_in(page, f'data-{name}="([^"]*)"') for name in ("people", "order"))
    return {"Board-Seen": f"{people}.{order}.{digests}"}


def found_in(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found
    return html.unescape(found[1])


def changes(client: Client, row: Class, seen: dict[str, str], **data: Any) -> Any:
    """None where the page shows it all."""
    answer = client.get(f"{base(row)}changes/", data, headers=seen)
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200
    return answer.json()


def test_a_row_says_where_somebody_is(
    row: Class, member: Membership, learner: User, teacher_client: Client
) -> None:
    reads(learner, "small", "first", "first", minutes=30)
    session = lab_of(learner, "small", ready_at=ago(5), created_at=ago(6), last_input_at=ago(4))
    result(session, "one", passed=3)
    text = text_of(teacher_client.get(base(row)))
    assert "Ana Ruiz 3 minutes ago" in text
    assert "The first section 0 of 4 questions answered" in text
    assert "Whose kernel 1 of 3 done, at task 2 the last 3 minutes ago –" in text
    answers(learner, "small", "first", "several")
    text = text_of(teacher_client.get(base(row)))
    assert "Ana Ruiz now" in text
    assert "1 of 4 questions answered" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": LabState.STARTING, "ready_at": None}, "Starting"),
        ({"state": LabState.QUEUED, "ready_at": None}, "waits, number 1 in the queue"),
        (
            {"state": LabState.ENDED, "ended_at": ago(7), "end_reason": "idle"},
            "ended 7 minutes ago: nothing was typed",
        ),
        (
            {"state": LabState.ENDED, "ended_at": ago(7), "end_reason": "killed"},
            "ended 7 minutes ago: the machine failed",
        ),
    ],
)
def test_the_machines_state_in_words(
    row: Class,
    member: Membership,
    learner: User,
    teacher_client: Client,
    fields: dict[str, Any],
    said: str,
) -> None:
    if fields.get("ended_at"):
        fields = {**fields, "ended_at": ago(7)}
    lab_of(learner, "small", **fields)
    assert said in text_of(teacher_client.get(base(row)))


def test_why_somebody_is_stuck(row: Class, joins: Learners, teacher_client: Client) -> None:
    result(lab_of(joins("a").user, "small", ready_at=ago(3)), "one", tries=4)
    result(lab_of(joins("b").user, "small", ready_at=ago(12)), "one", hints_opened=1)
    text = text_of(teacher_client.get(base(row)))
    assert "No hand is raised. 2 people seem to be stuck." in text
    assert "Stuck? its check failed 4 times" in text
    assert "Stuck? opened a hint, and nothing is ticked for 12 minutes" in text
    for name in ("c", "d", "e"):
        result(lab_of(joins(name).user, "small", ready_at=ago(9)), "one", passed=8)
    text = text_of(teacher_client.get(base(row)))
    assert "at it for 12 minutes, more than 2 times as long as the class" in text


def test_a_page_is_answered_only_when_something_changed_and_then_with_that(
    row: Class, member: Membership, learner: User, joins: Learners, teacher_client: Client
) -> None:
    other = joins("zoe")
    session = lab_of(learner, "small", last_input_at=ago(10))
    page = teacher_client.get(base(row)).content.decode()
    seen = seen_by(page)
    assert changes(teacher_client, row, seen) is None

    lab_of(other.user, "small", hand_raised_at=ago(0), hand_note="It <hangs>")
    found = changes(teacher_client, row, seen, hand=0)
    assert list(found["rows"]) == [str(other.pk)]
    assert found["stand"] == [other.pk, member.pk]
    assert found["raised"] == "zoe raises a hand."
    assert found["title"].startswith("(1) Live board")
    assert "It &lt;hangs&gt;" in found["rows"][str(other.pk)]
    assert "1 hand is raised" in found["summary"]

    # What was said of a hand is not said again when something else changes.
    result(session, "one", passed=0)
    found = changes(teacher_client, row, seen, hand=found["hand"])
    assert list(found["rows"]) == [str(other.pk), str(member.pk)]  # it still lacks the first
    assert found["raised"] == ""
    assert "1 of 3 done" in found["rows"][str(member.pk)]


def test_a_page_that_was_away_gets_all_that_it_lacks_from_any_process(
    row: Class, member: Membership, learner: User, joins: Learners, teacher_client: Client
) -> None:
    joins("a")
    seen = seen_by(teacher_client.get(base(row)).content.decode())
    reads(learner, "small", "first")
    live_boards.found.clear()  # another process, or one that was started anew
    found = changes(teacher_client, row, seen)
    assert list(found["rows"]) == [str(member.pk)]
    assert found["stand"] is None
    member.state = Membership.State.REMOVED
    member.save()
    late = joins("b")
    found = changes(teacher_client, row, seen)
    assert found["stand"][-1] == late.pk
    assert member.pk not in found["stand"]
    for wrong in ("", "x", "a.b.c", ".."):
        assert len(changes(teacher_client, row, {"Board-Seen": wrong})["rows"]) == 2


def test_rows_that_are_kept_have_the_token_of_whoever_asks(
    row: Class, member: Membership, learner: User, teacher: User, head_client: Client
) -> None:
    lab_of(learner, "small")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(teacher)
    head_client.get(base(row))
    page = strict.get(base(row)).content.decode()
    body = page.partition('data-row="')[2]
    token = found_in(body, 'name="csrfmiddlewaretoken" value="([^"]+)"')
    action = found_in(body, 'action="([^"]+look/)"')
    assert strict.post(action, {"mode": "watch"}).status_code == 403
    answer = strict.post(action, {"mode": "watch", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_a_helped_hand_leads_back_to_the_board_of_that_label(
    row: Class, member: Membership, learner: User, teacher_client: Client
) -> None:
    label = Label.objects.create(in_class=row, name="Room 2")
    member.labels.add(label)
    session = lab_of(learner, "small", hand_raised_at=ago(1))
    where = f"{base(row)}?label={label.pk}"
    page = teacher_client.get(where).content.decode()
    assert page.count(f'name="back" value="{where}"') == 3
    assert f"/end/?back={base(row)}%3Flabel%3D{label.pk}" in page
    url = reverse("labs:hand_done", args=[session.pk])
    answer = teacher_client.post(url, {"back": where})
    assert answer.headers["Location"] == where
    session.refresh_from_db()
    assert session.hand_raised_at is None
    answer = teacher_client.post(url, {"back": "https://example.org/"})
    assert answer.headers["Location"] == reverse("labs:class")


def test_labels_leave_the_others_out(
    row: Class, member: Membership, joins: Learners, teacher_client: Client
) -> None:
    label = Label.objects.create(in_class=row, name="Room 2")
    assert "Nobody in the class has this label yet" in text_of(
        teacher_client.get(base(row), {"label": label.pk})
    )
    joins("other").labels.add(label)
    text = text_of(teacher_client.get(base(row), {"label": label.pk}))
    assert "other" in text
    assert "Ana Ruiz" not in text
    for wrong in ("x", "²", "9" * 30):
        assert "Ana Ruiz" in text_of(teacher_client.get(base(row), {"label": wrong}))


def test_a_class_without_learners_and_one_of_the_archive(
    row: Class, teacher_client: Client, learner: User
) -> None:
    page = teacher_client.get(base(row)).content.decode()
    assert "No learner has joined yet" in page
    assert reverse("lessons:class_panel", args=[row.pk]) in page
    Membership.objects.create(in_class=row, user=learner, state="joined")
    lab_of(learner, "small", hand_raised_at=ago(1))
    Class.objects.update(archived_at=timezone.now())
    page = teacher_client.get(base(row)).content.decode()
    assert 'id="board"' in page
    for word in ("data-changes", "/look/", "/hand/", "/end/"):
        assert word not in page.partition('id="board"')[2].partition("</main>")[0]


def test_who_sees_the_roster_sees_the_board_and_instructors_act(
    row: Class,
    member: Membership,
    learner: User,
    learner_client: Client,
    stranger_client: Client,
    assistant_client: Client,
    instructor_client: Client,
    head_client: Client,
    client: Client,
) -> None:
    session = lab_of(learner, "small", hand_raised_at=ago(1))
    look = reverse("labs:look_in", args=[session.pk])
    for each in (learner_client, stranger_client, instructor_client):
        assert each.get(base(row)).status_code == 404
        assert each.get(f"{base(row)}changes/").status_code == 404
        assert each.post(f"{base(row)}end/").status_code == 404
    assert client.get(base(row)).status_code == 302
    page = assistant_client.get(base(row)).content.decode()
    assert "Ana Ruiz" in page
    assert look not in page
    assert "/end/" not in page
    assert assistant_client.post(f"{base(row)}end/").status_code == 403
    assert look in head_client.get(base(row)).content.decode()
    session.refresh_from_db()
    assert session.is_active
    for each, there in ((assistant_client, True), (learner_client, False)):
        page = each.get(f"/en/classes/{row.pk}/").content.decode()
        assert (f'href="{base(row)}"' in page) is there


def test_all_labs_of_this_class_are_ended_and_no_others(
    row: Class, member: Membership, learner: User, teacher_client: Client, joins: Learners
) -> None:
    waits = {"state": LabState.QUEUED, "ready_at": None}
    mine = [lab_of(learner, "small", **waits), lab_of(joins("b").user, "small", **waits)]
    others = [
        lab_of(learner, "another-course", **waits),
        lab_of(user_make("no-member"), "small", **waits),
    ]
    url = f"{base(row)}end/"
    assert f'href="{url}"' in teacher_client.get(base(row)).content.decode()
    assert "2 labs run or wait now" in text_of(teacher_client.get(url))
    assert "2 labs are ended" in text_of(teacher_client.post(url, follow=True))
    for session in (*mine, *others):
        session.refresh_from_db()
    assert [each.is_active for each in (*mine, *others)] == [False, False, True, True]
    assert "No lab of this class is running" in text_of(teacher_client.get(url))
    entries = AuditEntry.objects.filter(action=AuditAction.LAB_ENDED)
    assert {each.subject for each in entries} == {each.user_id for each in mine}


def test_all_labs_of_this_class_get_more_time_and_no_others(
    row: Class,
    member: Membership,
    learner: User,
    teacher_client: Client,
    assistant_client: Client,
    stranger_client: Client,
    joins: Learners,
) -> None:
    mine = [lab_of(learner, "small"), lab_of(joins("b").user, "small")]
    others = [lab_of(learner, "another-course"), lab_of(user_make("no-member"), "small")]
    until = mine[0].expires_at
    assert until
    url = f"{base(row)}time/"
    assert assistant_client.post(url).status_code == 403
    assert stranger_client.post(url).status_code == 404
    assert "2 labs have more time" in text_of(teacher_client.post(url, follow=True))
    for session in (*mine, *others):
        before = session.expires_at
        session.refresh_from_db()
        assert (session.expires_at != before) is (session in mine)
    entries = AuditEntry.objects.filter(action=AuditAction.LAB_EXTENDED)
    assert {each.subject for each in entries} == {each.user_id for each in mine}


def test_learners_read_in_their_log_who_looked(
    row: Class, member: Membership, learner: User, teacher: User, teacher_client: Client
) -> None:
    teacher_client.get(base(row))
    assert not AuditEntry.objects.filter(action=AuditAction.CLASS_SEEN).exists()
    reads(learner, "small", "first")
    teacher_client.get(base(row))
    lab_of(learner, "small")
    for _ in range(2):
        teacher_client.get(base(row))
    found = AuditEntry.objects.filter(action=AuditAction.CLASS_SEEN, actor=teacher.pk)
    assert list(found.order_by("pk").values_list("subject", "detail")) == [
        (learner.pk, "small/first"),
        (learner.pk, "small/whose-kernel"),
    ]


def test_the_page_is_spanish(
    row: Class, member: Membership, learner: User, teacher_client: Client
) -> None:
    lab_of(learner, "small", hand_raised_at=ago(1))
    text = text_of(teacher_client.get(base(row).replace("/en/", "/es/")))
    for words in ("Panel en directo", "Ana Ruiz", "hay 1 mano levantada", "Última actividad"):
        assert words.casefold() in text.casefold()


def test_asking_again_costs_the_same_for_a_larger_class(
    row: Class, joins: Learners, teacher_client: Client
) -> None:
    def somebody(number: int) -> None:
        user = joins(f"user-{number}").user
        reads(user, "small", "first")
        result(lab_of(user, "small"), "one", passed=9)

    def statements() -> int:
        seen = seen_by(teacher_client.get(base(row)).content.decode())
        with CaptureQueriesContext(connection) as caught:
            assert changes(teacher_client, row, seen) is None
        return len(caught)

    somebody(0)
    few = statements()
    for number in range(1, 9):
        somebody(number)
    assert statements() == few == 10
