"""Pages of assignments: made, changed, previewed and read by those who may, and by nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from lessons.assignments.access.kept import rule_read
from lessons.assignments.access.overrides import Patch
from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import wall_time_read
from lessons.assignments.entry import honour_digest
from lessons.assignments.exceptions import accommodation_set, extension_grant, override_set
from lessons.assignments.selectors import decision_of, decisions
from lessons.assignments.services import Item, assignment_create, assignments_rezone
from lessons.classes.services import class_create
from lessons.models import (
    Accommodation,
    Assignment,
    AssignmentExtension,
    AssignmentOverride,
    AssignmentStart,
    CalendarFeed,
    Class,
    Label,
    LateDayBudget,
    Membership,
)
from tests.conftest import client_of, user_make
from tests.lessons.assignments.conftest import Make, around_now, berlin, join, lesson
from virtlearn.people.models import AuditEntry, User

typed = {
    "title": "Homework",
    "items": ["lesson:first", "question:second:limit", "test:end"],
    "release": "2026-03-09T09:00",
    "early_0_at": "2026-03-16T23:59",
    "early_0_credit": "110",
    "due_at": "2026-03-24T23:59",
    "due_credit": "100",
    "late_0_at": "2026-03-31T23:59",
    "late_0_credit": "50",
    "after_mode": "practice",
}


def url(row: Class, made: Assignment | None = None, then: str = "") -> str:
    return f"/en/classes/{row.pk}/assignments/" + (f"{made.pk}/" if made else "") + then


def test_a_teacher_makes_one(row: Class, teacher_client: Client) -> None:
    assert teacher_client.get(url(row, then="new/")).status_code == 200
    response = teacher_client.post(url(row, then="new/"), typed)
    made = Assignment.objects.get()
    assert response["Location"] == url(row, made)
    rule = rule_read(made.rule)
    assert rule.due == Deadline(at=wall_time_read("2026-03-24T23:59", berlin))
    assert [each.credit for each in (*rule.early, *rule.late)] == [110, 50]
    assert made.due_at == rule.due.at.ends
    assert made.ends_at == rule.late[0].at.ends
    kept = [(each.kind, each.lesson, each.ref) for each in made.items.all()]
    assert kept == [
        ("lesson", "first", ""),
        ("question", "second", "limit"),
        ("test", "", "end"),
    ]
    shown = teacher_client.get(url(row, made)).content.decode()
    assert "<svg" in shown
    assert 'href="/en/courses/small/lessons/second/#limit"' in shown
    assert AuditEntry.objects.filter(action="assignment.made").count() == 1


def test_a_time_that_no_clock_shows_is_refused_with_its_neighbours_and_the_rest_stays(
    row: Class, teacher_client: Client
) -> None:
    response = teacher_client.post(
        url(row, then="new/"), {**typed, "late_0_at": "2026-03-29T02:30"}
    )
    shown = response.content.decode()
    assert response.status_code == 422
    assert "2026-03-29 01:59" in shown
    assert "03:00" in shown
    assert 'value="2026-03-29T02:30"' in shown
    assert 'value="2026-03-16T23:59"' in shown
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"late_0_credit": "100"}, "less than the one before gives"),
        ({"late_0_at": "2026-03-20T23:59"}, "after the due date"),
        ({"early_0_credit": "90"}, "more than the next one gives"),
        ({"due_at": ""}, "need a due date"),
        ({"items": []}, "Choose at least one"),
        ({"items": ["lesson:none"]}, "Choose at least one"),
        ({"title": ""}, "required"),
        ({"late_0_credit": ""}, "Say what work is worth"),
        ({"score_hidden": "on"}, "could be read off the questions"),
        ({"attempts": "0"}, "From 1 to 100 starts"),
        ({"due_at": "soon"}, "Write a date and a time"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    row: Class, teacher_client: Client, changed: dict[str, object], said: str
) -> None:
    response = teacher_client.post(url(row, then="new/"), {**typed, **changed})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Assignment.objects.exists()


def test_it_is_changed_copied_deleted_and_fetched_back(
    row: Class, make: Make, member: Membership, teacher_client: Client, learner_client: Client
) -> None:
    made = make()
    assert 'value="Homework"' in teacher_client.get(url(row, made, "change/")).content.decode()
    teacher_client.post(url(row, made, "change/"), {**typed, "title": "Other"})
    made.refresh_from_db()
    assert made.title == "Other"
    assert made.items.count() == 3
    teacher_client.post(url(row, made, "copy/"))
    assert Assignment.objects.filter(title="Copy of Other").get().items.count() == 3
    teacher_client.post(url(row, made, "delete/"))
    assert learner_client.get(url(row, made)).status_code == 404
    assert "Other" in teacher_client.get(url(row)).content.decode()
    teacher_client.post(url(row, made, "back/"))
    assert learner_client.get(url(row, made)).status_code == 200


def test_a_learner_sees_what_is_due_in_the_classs_clock_and_their_own(
    row: Class, make: Make, member: Membership, learner_client: Client
) -> None:
    made = make(due=Deadline(at=around_now(days=1)))
    shown = learner_client.get(url(row)).content.decode()
    assert "(Europe/Berlin)" in shown
    assert made.due_at
    assert f'datetime="{made.due_at.astimezone(ZoneInfo("UTC")).isoformat()}"' in shown
    assert "data-local-time" in shown
    assert "New assignment" not in shown


def test_password_and_honour_are_asked_at_the_start(
    row: Class, make: Make, member: Membership, learner_client: Client
) -> None:
    cache.clear()
    made = make(password="Open Sesame", honour="I work alone.")
    start = url(row, made, "start/")
    digest = honour_digest("I work alone.")
    good = {"password": "Open Sesame", "agreed": "yes", "honour": digest}
    shown = learner_client.get(url(row, made)).content.decode()
    assert "I work alone." in shown
    assert "Open Sesame" not in shown
    for wrong, code in (
        ({"password": "guess"}, "assignment-wrong-password"),
        ({"agreed": ""}, "assignment-honour-missing"),
        ({"honour": honour_digest("Before.")}, "assignment-honour-changed"),
    ):
        response = learner_client.post(start, {**good, **wrong})
        assert response.status_code == 422
        assert f'data-code="{code}"' in response.content.decode()
    assert not AssignmentStart.objects.exists()
    assert learner_client.post(start, good).status_code == 302
    assert AssignmentStart.objects.get().honour == digest
    assert learner_client.post(start, good).status_code == 422  # it runs already
    learner_client.post(url(row, made, "hand-in/"))
    assert AssignmentStart.objects.get().handed_in_at


def test_passwords_are_not_guessed_for_long(
    row: Class, make: Make, member: Membership, learner_client: Client
) -> None:
    start = url(row, make(password="Open Sesame"), "start/")
    found = [learner_client.post(start, {"password": str(at)}).status_code for at in range(7)]
    assert found == [422] * 5 + [429] * 2


def test_it_says_beforehand_when_a_start_will_close(
    row: Class, make: Make, member: Membership, teacher: User, learner_client: Client
) -> None:
    accommodation_set(membership=member, by=teacher, time_percent=150, days=0)
    made = make(time_limit=60, due=Deadline(at=around_now(minutes=10)))
    shown = learner_client.get(url(row, made)).content.decode()
    assert "If you start now, it closes on" in shown
    assert 'data-reason="cut-by-end"' in shown


def test_a_teacher_previews_a_learner_at_a_time(
    row: Class, member: Membership, teacher: User, teacher_client: Client
) -> None:
    made = assignment_create(
        row=row,
        by=teacher,
        title="Exam",
        rule=Rule(
            release=wall_time_read("2026-03-30T09:00", berlin),
            due=Deadline(at=wall_time_read("2026-03-30T10:00", berlin)),
            time_limit=60,
        ),
        items=lesson,
    )
    accommodation_set(membership=member, by=teacher, time_percent=150, days=0)
    base = url(row, made, "as/") + f"?member={member.pk}&at="
    before = teacher_client.get(base + "2026-03-30T08:50").content.decode()
    assert "not listed" in before
    assert 'data-reason="not-released"' in before
    then = teacher_client.get(base + "2026-03-30T09:00").content.decode()
    assert "Start it first" in then
    assert "10:30" in then
    gap = teacher_client.get(base + "2026-03-29T02:30")
    assert gap.status_code == 422
    assert "01:59" in gap.content.decode()
    assert AuditEntry.objects.filter(action="assignment.previewed", subject=member.user_id)
    assert not AssignmentStart.objects.exists()


def test_overrides_extensions_accommodations_and_the_budget_are_set(
    row: Class, make: Make, member: Membership, teacher_client: Client
) -> None:
    made = make()
    label = Label.objects.create(in_class=row, name="Group B")
    response = teacher_client.post(
        url(row, made, "exceptions/"),
        {"target": f"label:{label.pk}", "change": ["attempts"], "attempts": "3"},
    )
    assert response.status_code == 302
    assert AssignmentOverride.objects.get().patch == {"attempts": 3}
    wrong = teacher_client.post(
        url(row, made, "exceptions/"),
        {"target": f"label:{label.pk}", "change": ["due"], "due_at": "2001-03-30T09:00"},
    )
    assert wrong.status_code == 422
    teacher_client.post(
        url(row, made, "extension/"),
        {"member": member.pk, "days": 7, "without_penalty": "on", "reason": "ill"},
    )
    assert AssignmentExtension.objects.get().days == 7
    shown = teacher_client.get(url(row, made, "exceptions/")).content.decode()
    assert "Group B" in shown
    assert "7 days" in shown
    assert teacher_client.post(url(row, made, "extension/"), {"days": 1}).status_code == 422
    teacher_client.post(url(row, made, f"exceptions/{AssignmentOverride.objects.get().pk}/remove/"))
    assert not AssignmentOverride.objects.exists()
    data = {"member": member.pk, "time_percent": 150, "days": 1, "note": "as agreed"}
    teacher_client.post(url(row, then="accommodations/"), data)
    assert Accommodation.objects.get().time_percent == 150
    assert "as agreed" in teacher_client.get(url(row, then="accommodations/")).content.decode()
    teacher_client.post(url(row, then="late-days/"), {"late_days": 4})
    assert LateDayBudget.objects.get().days == 4
    assert teacher_client.post(url(row, then="late-days/"), {}).status_code == 422


def test_a_members_override_beats_a_labels(
    row: Class, make: Make, teacher: User, learner: User
) -> None:
    label = Label.objects.create(in_class=row, name="Group B")
    member = join(row, learner, label)
    made = make()
    mine, theirs = (Deadline(at=around_now(days=days)) for days in (5, 9))
    override_set(assignment=made, by=teacher, membership=member, patch=Patch(due=mine))
    override_set(assignment=made, by=teacher, label=label, patch=Patch(due=theirs))
    found = decision_of(made, member, datetime.now(ZoneInfo("UTC")))
    assert found.rule
    assert found.rule.due == mine


def test_decisions_of_many_take_a_fixed_number_of_statements(
    row: Class, make: Make, teacher: User, django_assert_max_num_queries: object
) -> None:
    made = [make(title=f"Homework {number}") for number in range(5)]
    members = [join(row, user_make(f"pupil{number}")) for number in range(12)]
    extension_grant(assignment=made[0], membership=members[0], by=teacher, days=2)
    found = list(
        Membership.objects.filter(pk__in=[each.pk for each in members])
        .select_related("in_class")
        .prefetch_related("labels")
    )
    now = datetime.now(ZoneInfo("UTC"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert len(decisions(made, found, now)) == 60


def test_the_calendar_has_each_deadline_in_its_zone_and_a_new_link_ends_the_old(
    row: Class, member: Membership, teacher: User, learner_client: Client, client: Client
) -> None:
    rule = Rule(
        due=Deadline(at=wall_time_read("2026-03-31T23:59", berlin)),
        late=(Deadline(at=wall_time_read("2026-11-01T23:59", berlin), credit=50),),
    )
    assignment_create(row=row, by=teacher, title="Homework", rule=rule, items=lesson)
    hidden = Rule(release=around_now(days=3), due=Deadline(at=around_now(days=5)))
    assignment_create(row=row, by=teacher, title="Surprise", rule=hidden, items=lesson)
    assert learner_client.get("/en/calendar/").status_code == 200
    link = f"/en/calendar/{CalendarFeed.objects.get().token}.ics"
    response = client.get(link)
    assert response["Content-Type"].startswith("text/calendar")
    made = Calendar.from_ical(response.content.decode())
    starts: list[Any] = [each["DTSTART"] for each in made.walk("VEVENT")]
    assert [str(each.dt) for each in starts] == [
        "2026-03-31 23:59:00+02:00",
        "2026-11-01 23:59:00+01:00",
    ]
    assert {each.params["TZID"] for each in starts} == {berlin}
    assert len(made.walk("VTIMEZONE")) == 1
    assert b"Surprise" not in response.content
    learner_client.post("/en/calendar/")
    assert client.get(link).status_code == 404
    assert client.get("/en/calendar/").status_code == 302


def test_another_zone_keeps_the_wall_clock(row: Class, make: Make, teacher_client: Client) -> None:
    made = make(due=Deadline(at=wall_time_read("2026-12-24T23:59", berlin)))
    before = made.due_at
    row.time_zone = "America/New_York"
    row.save(update_fields=["time_zone"])
    assert "some deadlines were set by another one" in teacher_client.get(url(row)).content.decode()
    teacher_client.post(url(row, then="zone/"))
    made.refresh_from_db()
    rule = rule_read(made.rule)
    assert rule.due
    assert rule.due.at == wall_time_read("2026-12-24T23:59", "America/New_York")
    assert made.due_at
    assert before
    assert (made.due_at - before).total_seconds() == 6 * 3600
    assert assignments_rezone(row=row, zone="America/New_York") == 0


pages = ("", "new/")
of_one = ("", "change/", "as/", "exceptions/")
acts = ("start/", "hand-in/", "change/", "copy/", "delete/", "back/", "exceptions/", "extension/")
acts_of_class = ("new/", "accommodations/", "late-days/", "zone/")


def test_nothing_is_a_strangers(
    row: Class, make: Make, member: Membership, stranger_client: Client, client: Client
) -> None:
    made = make()
    for then in pages:
        assert stranger_client.get(url(row, then=then)).status_code == 404
        assert client.get(url(row, then=then)).status_code == 302
    for then in of_one:
        assert stranger_client.get(url(row, made, then)).status_code == 404
    for then in acts:
        assert stranger_client.post(url(row, made, then), typed).status_code == 404, then
    for then in acts_of_class:
        assert stranger_client.post(url(row, then=then), typed).status_code == 404, then
    assert Assignment.objects.count() == 1
    assert not AssignmentStart.objects.exists()


def test_a_learner_changes_nothing_and_sees_nobody(
    row: Class, make: Make, member: Membership, learner_client: Client
) -> None:
    made = make(password="Open Sesame")
    for then in ("change/", "as/", "exceptions/"):
        assert learner_client.get(url(row, made, then)).status_code == 404
    for then in acts[2:]:
        assert learner_client.post(url(row, made, then), typed).status_code == 404, then
    for then in acts_of_class:
        assert learner_client.post(url(row, then=then), typed).status_code == 404, then
    assert "Open Sesame" not in learner_client.get(url(row, made)).content.decode()


def test_an_assistant_looks_and_does_not_set(row: Class, make: Make, member: Membership) -> None:
    user = user_make("assistant")
    Membership.objects.filter(pk=join(row, user).pk).update(role=Membership.Role.ASSISTANT)
    client, made = client_of(user), make()
    assert client.get(url(row, made, "as/") + f"?member={member.pk}").status_code == 200
    for then in ("change/", "exceptions/"):
        assert client.get(url(row, made, then)).status_code == 403
    assert client.get(url(row, then="accommodations/")).status_code == 403
    assert client.post(url(row, made, "delete/")).status_code == 403


def test_an_assignment_of_another_class_is_not_there(
    row: Class, make: Make, member: Membership, teacher: User, teacher_client: Client
) -> None:
    other = class_create(course=row.course, by=teacher, name="Other", time_zone=berlin)
    made = make()
    assert teacher_client.get(url(other, made)).status_code == 404
    assert teacher_client.post(url(other, made, "delete/")).status_code == 404
    theirs = assignment_create(
        row=other, by=teacher, title="T", rule=Rule(), items=(Item(kind="lesson", lesson="first"),)
    )
    data = {"member": member.pk, "days": 7}
    assert teacher_client.post(url(other, theirs, "extension/"), data).status_code == 422
