"""A semester of a class in Berlin, day by day: its grades are those worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lessons.assessment.question_bank import questions_of
from lessons.assignments.access.overrides import Patch
from lessons.assignments.access.rule import Deadline, Rule
from lessons.assignments.access.wall_clock import wall_time
from lessons.assignments.exceptions import (
    accommodation_set,
    extension_grant,
    late_days_set,
    override_set,
)
from lessons.assignments.services import Item, assignment_create
from lessons.classes.members.services import member_admit, member_remove
from lessons.classes.services import class_create
from lessons.exams import papers
from lessons.exams import services as exams
from lessons.models import Assignment, Class, Course, ExamPaper, Label, Membership
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.registry import Question
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.semester.course import right_number, semester_course_write, slug_of
from tests.lessons.classes.semester.table import given, regraded, rows_read, worked
from tests.lessons.courses import course_change, course_publish
from virtlearn.core.csv_text import csv_read
from virtlearn.people.models import Role, User
from virtlearn.people.privacy.erase import account_erase

berlin = "Europe/Berlin"
first_due = datetime(2026, 3, 8, 23, 59)
exam_day = datetime(2026, 6, 15, 10, 0)
sent = {  # days and time of day from the midnight at which the Sunday begins when it is due
    **dict.fromkeys("FncwR", timedelta(hours=-12)),
    **dict.fromkeys("LED", timedelta(hours=23, minutes=59, seconds=30)),
    "e": timedelta(days=-4, hours=12),
    "l": timedelta(days=2, hours=12),
    "A": timedelta(days=2, hours=12),
    "S": timedelta(hours=12),
    "B": timedelta(days=1, hours=12),
    "x": timedelta(days=4, hours=12),
}
number_right, choice_right = "FLelxEDASRBn", "FLelxEDASRBc"


def clock(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo(berlin))


def answer_to(question: Question, week: int, *, right: bool) -> str:
    if isinstance(question, ChoiceQuestion):
        return next(each.id for each in question.choices if each.right is right)
    return str(right_number(week)) if right else "5"


def due_of(week: int) -> datetime:
    return first_due + timedelta(weeks=week - 1)


class Semester:
    """The class, and what happens in it: steps with the time of each, taken in their order."""

    def __init__(self, folder: Path, travel: time_machine.Traveller) -> None:
        self.folder, self.travel = folder, travel
        self.steps: list[tuple[datetime, Callable[[], object]]] = []
        travel.move_to(clock(datetime(2026, 2, 23, 9)))
        course_publish(semester_course_write(folder))
        self.teacher = user_make("teacher", Role.INSTRUCTOR)
        self.row: Class = class_create(
            course=Course.objects.get(slug="term"), by=self.teacher, name="2026", time_zone=berlin
        )
        self.labels = [Label.objects.create(in_class=self.row, name=name) for name in "ABC"]
        self.users: dict[str, User] = {}
        self.members: dict[str, Membership] = {}
        for at, name in enumerate(rows_read(given)):
            self.users[name] = user_make(name)
            self.members[name] = place(self.row, self.users[name])
            self.members[name].labels.set([self.labels[at // 10]])
        self.assignments = [*(self.homework(week) for week in range(1, 12)), self.exam()]

    def homework(self, week: int) -> Assignment:
        due = due_of(week)
        late = (Deadline(at=wall_time(due + timedelta(days=3), berlin), credit=50),)
        early = (Deadline(at=wall_time(due - timedelta(days=3), berlin), credit=110),)
        last = week == 11
        item = Item(kind="lesson", lesson=slug_of(week))
        if last:
            item = Item(kind="question", lesson=slug_of(week), ref="number")
        rule = Rule(
            release=wall_time(due - timedelta(days=6, hours=15, minutes=59), berlin),
            early=early if week == 5 else (),
            due=Deadline(at=wall_time(due, berlin)),
            late=() if last else late,
            late_days=2 if last else 0,
        )
        return self.assign(f"Week {week}", rule, item)

    def exam(self) -> Assignment:
        rule = Rule(
            release=wall_time(exam_day, berlin),
            due=Deadline(at=wall_time(exam_day + timedelta(hours=2), berlin)),
            time_limit=40,
        )
        return self.assign("Exam", rule, Item(kind="test", ref="end"))

    def assign(self, title: str, rule: Rule, item: Item) -> Assignment:
        return assignment_create(
            row=self.row, by=self.teacher, title=title, rule=rule, items=[item]
        )

    def at(self, local: datetime, step: Callable[..., object], *given: Any, **named: Any) -> None:
        self.steps.append((clock(local), lambda: step(*given, **named)))

    def go(self) -> None:
        for instant, step in sorted(self.steps, key=lambda each: each[0]):
            self.travel.move_to(instant)
            step()
        self.steps.clear()

    def url(self, name: str, *more: int) -> str:
        return reverse(f"lessons:{name}", args=[self.row.pk, *more])

    def answer(self, name: str, week: int, sign: str) -> None:
        """Both questions of a week (of the eleventh, one), as the pages send them."""
        client = client_of(self.users[name])
        number = str(right_number(week)) if sign in number_right else "5"
        self.send(client, week, "number", number)
        if week < 11:
            published = selectors.course_current_or_404("term")
            choice = questions_of(published, slug_of(week))["choice"]
            self.send(client, week, "choice", answer_to(choice, week, right=sign in choice_right))

    def send(self, client: Client, week: int, question: str, answer: str) -> None:
        url = f"/en/courses/term/lessons/{slug_of(week)}/questions/{question}/answer/"
        response = client.post(url, {"answer": answer, "number": 1}, headers={"HX-Request": "true"})
        assert response.status_code == 200, (url, answer, response.content)

    def exam_begin(self, name: str) -> None:
        url = self.url("assignment_start", self.assignments[-1].pk)
        assert client_of(self.users[name]).post(url).status_code == 302

    def exam_send(self, name: str, right: int) -> None:
        """The first `right` weeks' questions are right."""
        client = client_of(self.users[name])
        path = reverse(
            "lessons:assignment_paper", args=[self.row.pk, self.assignments[-1].pk, "end"]
        )
        if client.get(path).status_code == 200:
            paper = ExamPaper.objects.get(start__membership=self.members[name])
            data, asked = {}, papers.questions_of(paper, "term")
        else:  # the time is over: as practice
            path = "/en/courses/term/end/"
            draw = re.search(r'name="draw"\s+value="(\d+)"', client.get(path).content.decode())
            assert draw
            data = {"draw": draw[1], "number": "1"}
            asked = exams.asked_of(selectors.course_current_or_404("term"), "end", draw[1])
        for each in asked:
            week = int(each.pick.lesson.removeprefix("week-"))
            data[f"{each.prefix}answer"] = answer_to(each.question, week, right=week <= right)
        assert client.post(path, data).status_code == 302

    def learners_work(self) -> None:
        for name, cells in rows_read(given).items():
            for week, sign in enumerate(cells[:11], 1):
                if sign in sent:
                    midnight = due_of(week).replace(hour=0, minute=0)
                    if sign in "ED":  # in the night in which the clocks change
                        midnight += timedelta(days=7)
                    self.at(midnight + sent[sign], self.answer, name, week, sign)
            minutes = 55 if name in {"m05", "m06"} else 30
            self.at(exam_day, self.exam_begin, name)
            self.at(exam_day + timedelta(minutes=minutes), self.exam_send, name, int(cells[11]))

    def teachers_work(self) -> None:
        weeks, members, by = self.assignments, self.members, self.teacher
        late_days_set(row=self.row, days=3)
        extension_grant(assignment=weeks[2], membership=members["m03"], by=by, days=7)
        accommodation_set(membership=members["m05"], by=by, time_percent=150, days=2)
        later, sooner = (
            Patch(due=Deadline(at=wall_time(due_of(6) + timedelta(days=days), berlin)))
            for days in (2, -1)
        )
        override_set(assignment=weeks[5], by=by, patch=sooner, membership=members["m12"])
        override_set(assignment=weeks[5], by=by, patch=later, label=self.labels[1])
        away, back = due_of(5) + timedelta(hours=12), due_of(6) + timedelta(days=5)
        self.at(away, member_remove, member=members["m29"], by=by)
        self.at(back, self.admit, "m29")
        self.at(exam_day + timedelta(days=1), self.grades_by_hand)

    def admit(self, name: str) -> None:
        member_admit(member=Membership.objects.get(pk=self.members[name].pk), by=self.teacher)

    def grades_by_hand(self) -> None:
        client = client_of(self.teacher)
        newest = {"seen": "0"}
        for name, week, data in (
            ("m08", 7, {"kind": "excused", "reason": "Ill."}),
            ("m09", 8, {"kind": "points", "points": "2.5", "reason": "The choice was misread."}),
        ):
            url = self.url("grade_change", self.members[name].pk, self.assignments[week - 1].pk)
            assert client.post(url, {**newest, **data}).status_code == 302
        text = f"username,assessment,points,feedback\r\nm10,{self.assignments[8].pk},2,By paper\r\n"
        url = self.url("grades_upload")
        shown = client.post(url, {"text": text})
        confirmed = {"confirmed": "yes", "seen": str(shown.context["seen"])}
        assert client.post(url, {"text": text, **confirmed}).status_code == 302

    def table(self, client: Client) -> list[dict[str, str]]:
        answer = client.get(self.url("grades_wide"))
        assert answer.status_code == 200
        header, *rows = csv_read(answer.content.decode())
        return [dict(zip(header, each, strict=True)) for each in rows]


@pytest.fixture
def semester(db: None, tmp_path: Path) -> Iterator[Semester]:
    with time_machine.travel(clock(datetime(2026, 2, 23, 8)), tick=False) as travel:
        yield Semester(tmp_path / "term", travel)


def points_of(semester: Semester, own: dict[str, str]) -> list[str]:
    """A row of the file, as the table by hand has it."""
    found = []
    for each in semester.assignments:
        column = f"{each.title} [{each.pk}]"
        found.append(points_shown(own[f"{column} points"], own[f"{column} status"]))
    return found


def points_shown(cell: str, status: str) -> str:
    if status in {"missing", "excused"}:
        return {"missing": "–", "excused": "*"}[status]
    return f"{float(cell):g}"


@pytest.mark.slow("some seven hundred answers")
def test_a_semester_and_after_it_a_key_that_was_wrong_and_an_account_that_is_erased(
    semester: Semester,
) -> None:
    semester.teachers_work()
    semester.learners_work()
    semester.go()
    grades_are_those_by_hand(semester)
    key_mended_and_account_erased(semester)


def grades_are_those_by_hand(semester: Semester) -> None:
    rows = {each["username"]: each for each in semester.table(client_of(semester.teacher))}
    by_hand = {name: cells[:12] for name, cells in rows_read(worked).items()}
    assert {name: points_of(semester, rows[name]) for name in by_hand} == by_hand
    for name, cells in rows_read(worked).items():
        most = 54 - (3 if name == "m08" else 0)  # what m08 is excused from
        total = float(rows[name]["total"])
        assert total == pytest.approx(float(cells[12]) / most, abs=1e-12), name


def key_mended_and_account_erased(semester: Semester) -> None:
    """Of the second week; the points of all others stay, those of the erased account too."""
    semester.travel.move_to(clock(exam_day + timedelta(days=2)))
    second = semester.folder / "lessons" / f"02-{slug_of(2)}"
    course_change(second, "- [x] The host's", "- [ ] The host's")
    course_change(second, "- [ ] The image's", "- [x] The image's")
    course_publish(semester.folder)
    client = client_of(semester.teacher)
    url = reverse("lessons:class_regrade_question", args=[semester.row.pk, slug_of(2), "choice"])
    seen = client.get(url).context["seen"]
    data = {"mode": "higher", "reason": "Another choice was right.", "seen": seen}
    assert client.post(url, data).status_code == 302

    by_hand = {name: cells[:12] for name, cells in rows_read(worked).items()}
    for name, cells in rows_read(regraded).items():
        by_hand[name][1] = cells[0]
    account_erase(user=semester.users["m30"], by=None)
    rows = semester.table(client)
    erased = [each for each in rows if each["username"].startswith("erased ")]
    named = {each["username"]: points_of(semester, each) for each in rows if each not in erased}
    last = by_hand.pop("m30")
    assert named == by_hand
    assert [points_of(semester, each) for each in erased] == [last]
    assert "m30" not in str(erased)
