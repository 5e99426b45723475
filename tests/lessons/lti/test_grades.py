"""Grades go back to the platform: who has begun, once each, one bad one stopping no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
import time_machine
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jwt import PyJWKSet

from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.lti.core.score import scores_url, time_text
from lessons.lti.grades.services import grades_due_send, grades_send
from lessons.lti.keys import keys_published
from lessons.models import (
    Assignment,
    Class,
    GradeChange,
    LtiContext,
    LtiIdentity,
    LtiLink,
    LtiPlatform,
    Membership,
)
from tests.conftest import client_of, user_make
from tests.lti_platform import School
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.sender import outbox_send
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(row: Class, teacher: User) -> Assignment:
    items = [Item(kind="lesson", lesson="first")]
    return assignment_create(row=row, by=teacher, title="Read", rule=Rule(), items=items)


@pytest.fixture
def link(connected: LtiContext, assignment: Assignment, school: School) -> LtiLink:
    line = f"{school.url}/line/1?type_id=7"
    return LtiLink.objects.create(
        context=connected, link_id="l", assignment=assignment, line_item=line, may_score=True
    )


def learners(row: Class, school: School, number: int) -> Sequence[Membership]:
    found = []
    for each in range(number):
        user = user_make(f"pupil-{each}")
        place = Membership.objects.create(
            in_class=row, user=user, state="joined", joined_at=timezone.now()
        )
        LtiIdentity.objects.create(issuer=school.url, subject=f"u-{each}", user=user)
        found.append(place)
    return found


def graded(assignment: Assignment, place: Membership, points: float) -> None:
    GradeChange.objects.create(
        assignment=assignment, membership=place, kind="points", points=points
    )


def scored(school: School) -> list[dict[str, Any]]:
    return [json.loads(body) for _how, path, _heads, body in school.asked if "/scores" in path]


def test_thirty_grades_of_which_three_are_refused(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    places = learners(row, school, 30)
    for each in places:
        graded(assignment, each, 1)
    school.scores["u-7"] = 404, {}, b"no such user"
    school.scores["u-9"] = 422, {}, b"scoreGiven is wrong"
    school.scores["u-11"] = 429, {"Retry-After": "120"}, b""
    assert grades_send(row=row).number == 30
    assert outbox_send() == 27
    states = dict(OutboxItem.objects.values_list("payload__member", "state"))
    at = {number: states[place.pk] for number, place in enumerate(places)}
    assert {number: state for number, state in at.items() if state != "sent"} == {
        7: "failed",
        9: "failed",
        11: "waiting",
    }
    school.scores.clear()
    assert grades_send(row=row).number == 2  # those that failed; the one that waits is on its way
    assert outbox_send() == 2
    OutboxItem.objects.filter(state="waiting").update(due_at=F("due_at") - timedelta(seconds=121))
    assert outbox_send() == 1
    assert len({each["userId"] for each in scored(school)}) == 30
    assert grades_send(row=row).number == 0
    tokens = [path for _how, path, _heads, _body in school.asked if path == "/token"]
    assert len(tokens) == 1  # kept, and not asked for with each grade


def test_a_score_says_what_the_specification_asks(
    school: School, link: LtiLink, row: Class, assignment: Assignment, platform: LtiPlatform
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1.5)
    grades_send(row=row)
    outbox_send()
    [token, score] = [each for each in school.asked if each[0] == "POST"]
    form = {name: values[0] for name, values in parse_qs(token[3].decode()).items()}
    assert form["grant_type"] == "client_credentials"
    assert form["scope"] == "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    kid = jwt.get_unverified_header(form["client_assertion"])["kid"]
    key = PyJWKSet.from_dict(keys_published())[kid]
    claims = jwt.decode(
        form["client_assertion"],
        key,
        ["RS256"],
        audience=platform.token_url,
        options={"require": ["exp", "iat", "jti", "iss", "sub"]},
    )
    assert (claims["iss"], claims["sub"]) == ("tool-1", "tool-1")
    assert claims["exp"] - claims["iat"] == 300
    _how, path, headers, body = score
    assert path == "/line/1/scores?type_id=7"
    assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert headers["Authorization"] == "Bearer t"
    told = json.loads(body)
    assert told.pop("timestamp").endswith("Z")
    assert told == {
        "userId": "u-0",
        "scoreGiven": 1.5,
        "scoreMaximum": told["scoreMaximum"],
        "activityProgress": "Submitted",
        "gradingProgress": "FullyGraded",
    }
    assert told["scoreMaximum"] > 0


def test_the_next_grade_is_later_and_takes_the_place_of_one_that_waits(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    [place] = learners(row, school, 1)
    for points in (1, 2):
        graded(assignment, place, points)
        grades_send(row=row)
    assert outbox_send() == 1
    graded(assignment, place, 0)
    grades_send(row=row)
    assert outbox_send() == 1
    first, second = scored(school)
    assert (first["scoreGiven"], second["scoreGiven"]) == (2, 0)
    assert first["timestamp"] < second["timestamp"]


def test_what_is_older_than_the_platforms_own_is_let_go(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    grades_send(row=row)
    school.scores["u-0"] = 409, {}, b"older"
    assert outbox_send() == 0
    assert OutboxItem.objects.get().state == "dropped"


def test_staff_who_never_began_and_strangers_are_not_sent(
    school: School, link: LtiLink, row: Class, assignment: Assignment, teacher: User
) -> None:
    places = learners(row, school, 4)
    LtiIdentity.objects.create(issuer=school.url, subject="t", user=teacher)
    graded(assignment, row.memberships.get(user=teacher), 1)
    graded(assignment, places[1], 1)
    LtiIdentity.objects.filter(user=places[1].user).delete()
    GradeChange.objects.create(assignment=assignment, membership=places[2], kind="excused")
    graded(assignment, places[3], 1)
    Membership.objects.filter(pk=places[3].pk).update(state="removed")
    assert grades_send(row=row).number == 0


@pytest.mark.parametrize("what", ["scope", "line", "off", "disconnected", "deleted", "removed"])
def test_what_must_not_go_there_any_more_is_dropped(
    school: School, link: LtiLink, row: Class, assignment: Assignment, what: str
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    assert grades_send(row=row).number == 1
    match what:
        case "scope":
            LtiLink.objects.update(may_score=False)
        case "line":
            LtiLink.objects.update(line_item="")
        case "off":
            LtiPlatform.objects.update(active=False)
        case "disconnected":
            LtiContext.objects.update(in_class=None)
        case "deleted":
            LtiLink.objects.update(assignment=None)
        case "removed":
            Membership.objects.filter(pk=place.pk).update(state="removed")
    assert outbox_send() == 0
    assert OutboxItem.objects.get().state == "dropped"
    assert scored(school) == []


def test_a_token_that_ended_early_is_asked_for_again(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    grades_send(row=row)
    school.scores["u-0"] = 401, {}, b""
    assert outbox_send() == 0
    assert OutboxItem.objects.get().fault == "outbox-forbidden"
    assert len([each for each in school.asked if each[1] == "/token"]) == 2


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((200, {}, b"<html>"), "outbox-refused"),
        ((400, {}, b'{"error": "invalid_client"}'), "outbox-refused"),
        ((503, {}, b""), "outbox-away"),
    ],
)
def test_no_token_no_grade(
    school: School, link: LtiLink, row: Class, assignment: Assignment, answer: Any, fault: str
) -> None:
    cache.clear()
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    grades_send(row=row)
    school.answers["/token"] = answer
    assert outbox_send() == 0
    assert OutboxItem.objects.get().fault == fault
    assert scored(school) == []


def test_a_line_item_of_the_inside_is_not_asked(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    LtiLink.objects.update(line_item="http://169.254.169.254/line")
    grades_send(row=row)
    assert outbox_send() == 0
    assert OutboxItem.objects.get().fault == "outbox-address"


def test_by_themselves_once_a_day(
    school: School, link: LtiLink, row: Class, assignment: Assignment
) -> None:
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    assert grades_due_send() == 1
    graded(assignment, place, 2)
    assert grades_due_send() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert grades_due_send() == 1


def test_the_teacher_sends_and_sees_what_did_not_arrive(
    school: School, link: LtiLink, row: Class, assignment: Assignment, teacher: User
) -> None:
    client = client_of(teacher)
    [place] = learners(row, school, 1)
    graded(assignment, place, 1)
    school.scores["u-0"] = 404, {}, b"gone <b>"
    page = reverse("lessons:lti_class", args=[row.pk])
    send = reverse("lessons:lti_class_send", args=[row.pk])
    assert client.post(send).status_code == 302
    outbox_send()
    text = client.get(page).content.decode()
    assert "pupil-0" in text
    assert "gone &lt;b&gt;" in text
    assert 'data-code="outbox-unknown"' in text
    school.scores.clear()
    client.post(send, {"again": "yes"})
    assert outbox_send() == 1
    assert "outbox-unknown" not in client.get(page).content.decode()
    assert page in client.get(reverse("lessons:class", args=[row.pk])).content.decode()
    context = link.context
    gone = reverse("lessons:lti_class_disconnect", args=[row.pk, context.pk])
    assert client.post(gone).status_code == 302
    context.refresh_from_db()
    assert context.in_class is None
    assert client.post(gone).status_code == 404
    assert Client().get(page).status_code == 302


def test_addresses_and_times() -> None:
    assert scores_url("https://lms/line/1") == "https://lms/line/1/scores"
    assert scores_url("https://lms/line/1/?a=b&c") == "https://lms/line/1/scores?a=b&c"
    assert len(time_text(timezone.now())) == len("2026-03-01T12:00:00.000Z")
