"""An exam for its teacher and learners: places, start, take back, more time, end, who is there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.board_page import BoardPage
from lessons.assignments.access.rule import Mode
from lessons.assignments.exceptions import accommodation_set
from lessons.assignments.selectors import decision_of
from lessons.classes.assignments import exam_live
from lessons.classes.assignments.exam_rows import Seat, exam_board
from lessons.models import (
    AssignmentStart,
    Class,
    ExamAnswer,
    ExamBatch,
    ExamPaper,
    ExamPlace,
    Membership,
)
from tests.conftest import client_of, user_make
from tests.lessons.assignments.conftest import Make, around_now, join
from tests.lessons.assignments.exams import begin, exam_fields, htmx, keep, one, opened, started_ago
from virtlearn.people.models import AuditEntry, Role, User


def clock(client: Client, row: Class, made: object, seen: str, on: str = "") -> object:
    url = one(row, made, f"clock/?seen={seen}&on={on}")  # type: ignore[arg-type]
    return client.get(url, headers=htmx)


def test_a_page_waits_and_goes_on_by_itself(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    page = learner_client.get(one(row, made)).content.decode()
    assert "Take your place" in page
    assert 'data-reason="exam-waiting"' in page
    learner_client.post(one(row, made, "place/"))
    page = learner_client.get(one(row, made)).content.decode()
    seen = re.search(r"clock/\?seen=([\w-]+)", page)
    assert seen
    assert seen[1] == "waits-0"
    assert "Take your place" not in page
    assert clock(learner_client, row, made, "waits-0").status_code == 204  # type: ignore[attr-defined]
    teacher_client.post(one(row, made, "exam/0/start/"))
    counting = clock(learner_client, row, made, "waits-0")
    assert "It begins in" in counting.content.decode()  # type: ignore[attr-defined]
    assert learner_client.get(one(row, made, "paper/end/")).status_code == 302
    started_ago(ExamBatch.objects.get())
    led = clock(learner_client, row, made, "countdown-1")
    assert led["HX-Redirect"] == one(row, made, "paper/end/")  # type: ignore[index]
    shown = learner_client.get(one(row, made, "paper/end/")).content.decode()
    left = re.search(r'data-left="(\d+)"', shown)
    assert left
    assert 3590 < int(left[1]) <= 3600
    assert "10 minutes are left." in shown


def test_the_start_is_everybodys_who_has_a_place_and_late_ones_have_what_is_left(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    late = user_make("late")
    join(row, late)
    learner_client.post(one(row, made, "place/"))
    begin(row, made, teacher_client, seconds=1200)
    assert AssignmentStart.objects.get().membership == member
    client = client_of(late)
    page = client.get(one(row, made)).content.decode()
    assert "It runs already. If you begin now, it closes on" in page
    client.post(one(row, made, "place/"))
    shown = client.get(one(row, made, "paper/end/")).content.decode()
    assert "Begun 20 minutes after your teacher&#x27;s start" in shown
    left = re.search(r'data-left="(\d+)"', shown)
    assert left
    assert 2390 < int(left[1]) <= 2400


def test_a_start_is_taken_back_until_somebody_has_answered(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    learner_client.post(one(row, made, "place/"))
    begin(row, made, teacher_client)
    _paper, asked = opened(row, made, learner_client)
    assert "Undo the start…" in teacher_client.get(one(row, made, "exam/")).content.decode()
    teacher_client.post(one(row, made, "exam/0/back/"))
    assert not AssignmentStart.objects.exists()
    assert not ExamPaper.objects.exists()
    led = clock(learner_client, row, made, "running-1", on="paper")
    assert led["HX-Redirect"] == one(row, made)  # type: ignore[index]
    assert keep(row, made, learner_client, asked[0], "x").status_code == 410
    begin(row, made, teacher_client)
    _paper, asked = opened(row, made, learner_client)
    assert keep(row, made, learner_client, asked[0], "x").status_code == 200
    teacher_client.post(one(row, made, "exam/0/back/"))
    page = teacher_client.get(one(row, made, "exam/")).content.decode()
    assert "Somebody has answered already" in page
    assert "Undo the start…" not in page
    assert AssignmentStart.objects.exists()
    assert ExamAnswer.objects.exists()


def test_batches_have_codes_and_starts_of_their_own(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    made = make(**{**exam_fields, "mode": Mode.BATCHED})
    for name in ("Morning", "Afternoon"):
        teacher_client.post(one(row, made, "exam/batches/"), {"name": name})
    morning, afternoon = ExamBatch.objects.order_by("pk")
    assert morning.code != afternoon.code
    refused = learner_client.post(one(row, made, "place/"), {"code": "WRONG1"})
    assert refused.status_code == 422
    assert 'data-code="assignment-wrong-code"' in refused.content.decode()
    assert not ExamPlace.objects.filter(taken_at__isnull=False).exists()
    learner_client.post(one(row, made, "place/"), {"code": afternoon.code.lower()})
    assert ExamPlace.objects.get().batch == afternoon
    teacher_client.post(one(row, made, f"exam/{morning.pk}/start/"))
    assert not AssignmentStart.objects.exists()
    assert decision_of(made, member, timezone.now()).waits
    teacher_client.post(one(row, made, f"exam/{afternoon.pk}/start/"))
    started_ago(ExamBatch.objects.get(pk=afternoon.pk))
    assert decision_of(made, member, timezone.now()).counts
    # One that has begun stays; one of another assignment is not there.
    teacher_client.post(one(row, made, f"exam/{afternoon.pk}/remove/"))
    assert ExamBatch.objects.count() == 2
    other = make(**{**exam_fields, "mode": Mode.BATCHED, "title": "Other"})
    assert teacher_client.get(one(row, other, f"exam/{morning.pk}/end/")).status_code == 404


def test_more_time_and_the_end(
    make: Make,
    row: Class,
    member: Membership,
    teacher: User,
    learner_client: Client,
    teacher_client: Client,
) -> None:
    made = make(**exam_fields)
    accommodation_set(membership=member, by=teacher, time_percent=150, days=0)
    learner_client.post(one(row, made, "place/"))
    batch = begin(row, made, teacher_client)
    assert batch.started_at

    def minutes() -> float:
        closes = decision_of(made, member, timezone.now()).closes_at
        assert closes
        assert batch.started_at
        return (closes - batch.started_at).total_seconds() / 60

    assert minutes() == 90
    teacher_client.post(one(row, made, "exam/0/more/"), {"minutes": "10"})
    assert minutes() == 105
    teacher_client.post(one(row, made, "exam/0/more/"), {"minutes": "7", "member": member.pk})
    assert minutes() == 112
    for wrong in ("0", "-5", "", "301", "９", "x"):
        teacher_client.post(one(row, made, "exam/0/more/"), {"minutes": wrong})
    assert minutes() == 112
    assert "No time was added" in teacher_client.get(one(row, made, "exam/")).content.decode()
    asked = teacher_client.get(one(row, made, "exam/0/end/")).content.decode()
    assert "It also ends for 1 learner of the class who has more time." in asked
    teacher_client.post(one(row, made, "exam/0/end/"))
    found = decision_of(made, member, timezone.now())
    assert not found.may_submit
    assert found.why[0].reason == "exam-ended"
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"exam.started", "exam.time", "exam.ended"} <= actions


def test_it_is_not_started_before_it_opens_or_when_it_is_over(
    make: Make, row: Class, teacher_client: Client
) -> None:
    for fields in (
        {"release": around_now(hours=1)},
        {"release": around_now(days=-3), "due": None},
    ):
        made = make(**{**exam_fields, **fields})
        teacher_client.post(one(row, made, "exam/0/start/"))
        begun = ExamBatch.objects.get(assignment=made).started_at
        assert (begun is None) == ("due" not in fields)


def test_who_is_there(
    make: Make, row: Class, teacher: User, member: Membership, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    members = {"learner": member}
    for name in ("works", "sent", "absent", "gone", "waits"):
        members[name] = join(row, user_make(name))
    for name in ("works", "sent", "gone"):
        client_of(members[name].user).post(one(row, made, "place/"))  # type: ignore[arg-type]
    begin(row, made, teacher_client)
    client_of(members["waits"].user).get(  # type: ignore[arg-type]
        one(row, made, "clock/?seen=join-0"), headers=htmx
    )
    works = client_of(members["works"].user)  # type: ignore[arg-type]
    _paper, asked = opened(row, made, works)
    keep(row, made, works, asked[0], "x")
    keep(row, made, works, asked[1], "x")
    keep(row, made, works, asked[1], "", 1)  # taken back
    client_of(members["sent"].user).post(  # type: ignore[arg-type]
        one(row, made, "paper/end/"), {"anyway": "1"}
    )
    ExamPlace.objects.filter(membership=members["gone"]).update(
        seen_at=timezone.now() - timedelta(seconds=31)
    )
    board = exam_board(made, timezone.now())
    seats = {each.name: each.seat for each in board.rows}
    assert seats == {
        "gone": Seat.GONE,
        "absent": Seat.ABSENT,
        "learner": Seat.ABSENT,
        "waits": Seat.WAITING,
        "works": Seat.WORKING,
        "sent": Seat.SENT,
    }
    assert next(each for each in board.rows if each.name == "works").answered == 1
    assert board.of == len(asked)
    page = teacher_client.get(one(row, made, "exam/")).content.decode()
    counts = re.findall(r'data-seat="(\w+)">\s*<strong>(\d+)</strong>', page)
    assert dict(counts) == {"gone": "1", "absent": "2", "waiting": "1", "working": "1", "sent": "1"}
    shown, changes = BoardPage(page), one(row, made, "exam/changes/")
    assert teacher_client.get(changes, headers=shown.headers).status_code == 204
    keep(row, made, works, asked[0], "y", 1)
    keep(row, made, works, asked[1], "y", 2)
    answer = teacher_client.get(changes, headers=shown.headers)
    assert list(answer.json()["rows"]) == [str(members["works"].pk)]
    assert "2 of " in answer.json()["rows"][str(members["works"].pk)]
    assert answer.json()["stand"] is None
    shown.change(answer.content.decode())
    assert teacher_client.get(changes, headers=shown.headers).status_code == 204


def test_who_hands_in_goes_down_the_list_and_the_counts_come_along(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    late = join(row, user_make("late"))
    for client in (learner_client, client_of(late.user)):  # type: ignore[arg-type]
        client.post(one(row, made, "place/"))
    begin(row, made, teacher_client)
    shown = BoardPage(teacher_client.get(one(row, made, "exam/")).content.decode())
    opened(row, made, learner_client)
    learner_client.post(one(row, made, "paper/end/"), {"anyway": "1"})
    answer = teacher_client.get(one(row, made, "exam/changes/"), headers=shown.headers).json()
    assert answer["stand"] == [late.pk, member.pk]
    assert 'data-seat="sent"' in answer["rows"][str(member.pk)]
    counts = dict(re.findall(r'data-seat="(\w+)">\s*<strong>(\d+)</strong>', answer["summary"]))
    assert (counts["working"], counts["sent"]) == ("1", "1")


def test_who_joins_the_class_meanwhile_is_there_after_a_moment(
    make: Make,
    row: Class,
    member: Membership,
    teacher_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = make(**exam_fields)
    shown = BoardPage(teacher_client.get(one(row, made, "exam/")).content.decode())
    late = join(row, user_make("late"))
    monkeypatch.setattr(exam_live, "members_every", timedelta(0))
    answer = teacher_client.get(one(row, made, "exam/changes/"), headers=shown.headers).json()
    assert set(answer["rows"]) == {str(member.pk), str(late.pk)}


def test_a_question_that_finds_nothing_new_words_and_renders_nothing(
    make: Make, row: Class, member: Membership, teacher: User
) -> None:
    made = make(**exam_fields)
    made.in_class = row
    live = exam_live.LiveExam()
    first = live.now(made, anew=True)
    live.rows_html(first, first.live.order, {"row": row, "assignment": made})
    worded, pieces = dict(live.worded), dict(live.pieces)
    again = live.now(made)
    live.rows_html(again, again.live.order, {"row": row, "assignment": made})
    assert again.live.seen == first.live.seen
    assert all(live.worded[pk] is each for pk, each in worded.items())
    assert all(live.pieces[pk] is each for pk, each in pieces.items())


def test_the_list_takes_as_many_statements_for_many(
    make: Make, row: Class, teacher_client: Client
) -> None:
    made = make(**exam_fields)
    begin(row, made, teacher_client)

    def fill(first: int, last: int) -> int:
        for number in range(first, last):
            client = client_of(join(row, user_make(f"l{number}")).user)  # type: ignore[arg-type]
            client.post(one(row, made, "place/"))
            if number % 2:
                client.get(one(row, made, "paper/end/"))
        teacher_client.get(one(row, made, "exam/"))  # what is noted once an hour is noted
        with CaptureQueriesContext(
            connection,
        ) as found:
            teacher_client.get(one(row, made, "exam/"))
        return len(found)

    assert fill(0, 2) == fill(2, 6)


@pytest.mark.parametrize("who", ["visitor", "stranger", "other teacher", "learner", "assistant"])
def test_who_may_do_what(
    make: Make, row: Class, member: Membership, who: str, learner_client: Client, client: Client
) -> None:
    made = make(**exam_fields)
    if who == "stranger":
        client = client_of(user_make("somebody"))
    elif who == "other teacher":
        client = client_of(user_make("other", Role.INSTRUCTOR))
    elif who == "learner":
        client = learner_client
    elif who == "assistant":
        place = join(row, user_make("assistant"))
        Membership.objects.filter(pk=place.pk).update(role=Membership.Role.ASSISTANT)
        client = client_of(place.user)  # type: ignore[arg-type]
    inside = who in {"learner", "assistant"}
    none = 302 if who == "visitor" else 404
    for page in ("exam/", "exam/changes/"):
        expected = 200 if who == "assistant" else none
        assert client.get(one(row, made, page)).status_code == expected
    for what in ("start", "back", "more", "end", "remove"):
        for method in (client.get, client.post):
            answer = method(one(row, made, f"exam/0/{what}/")).status_code
            assert answer == (403 if who == "assistant" else none)
    answer = client.post(one(row, made, "exam/batches/"), {"name": "x"}).status_code
    assert answer == (403 if who == "assistant" else none)
    assert not ExamBatch.objects.exists()
    # Who is staff, or nobody there, sits no exam.
    placed = client.post(one(row, made, "place/")).status_code
    assert placed == (302 if who in {"learner", "visitor"} else 404)
    assert ExamPlace.objects.exists() == (who == "learner")
    paper = client.get(one(row, made, "paper/end/")).status_code
    assert paper == (302 if who in {"learner", "visitor"} else 404)
    assert client.get(one(row, made, "clock/"), headers=htmx).status_code != 500
    assert inside or not ExamPlace.objects.exists()
