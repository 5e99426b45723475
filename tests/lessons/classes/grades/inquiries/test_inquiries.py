"""Questions about grades: asked by whom they are of, answered by a teacher, of nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from lessons.assignments.access.rule import Shown
from lessons.classes.grades.inquiries.policy import text_most
from lessons.models import Assignment, Class, GradeChange, GradeInquiry, InquiryMessage, Membership
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, over
from virtlearn.people.models import Role, User
from virtlearn.people.services import guest_merge


@pytest.fixture
def sheet(row: Class, teacher: User, member: Membership) -> Assignment:
    """Over since yesterday, with 2 points for Ana."""
    made = over(row, teacher, "Sheet")
    answered(made, member)
    return made


def page(client: Client, name: str, *args: int) -> str:
    answer = client.get(reverse(f"lessons:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def asked(client: Client, sheet: Assignment, text: str = "Why 2?") -> GradeInquiry:
    url = reverse("lessons:grades_ask", args=[sheet.in_class_id, sheet.pk])
    answer = client.post(url, {f"ask-{sheet.pk}-text": text})
    assert answer.status_code == 302, answer.content.decode()
    found = GradeInquiry.objects.latest("pk")
    assert answer["Location"] == reverse(
        "lessons:grades_inquiry", args=[sheet.in_class_id, found.pk]
    )
    return found


def sent(client: Client, inquiry: GradeInquiry, **data: object) -> int:
    row = inquiry.assignment.in_class_id
    url = reverse("lessons:grades_inquiry_send", args=[row, inquiry.pk])
    return client.post(url, data).status_code


def test_a_question_is_asked_answered_and_closed(
    row: Class,
    sheet: Assignment,
    member: Membership,
    learner_client: Client,
    teacher_client: Client,
) -> None:
    mine = page(learner_client, "grades_mine", row.pk)
    assert "Ask about this grade" in mine
    inquiry = asked(learner_client, sheet, "Why <b>2</b>?")
    assert "waits for an answer" in page(learner_client, "grades_mine", row.pk)
    assert "Questions about grades\n        (1)" in page(teacher_client, "grades", row.pk)
    assert "1 question about a grade waits" in page(teacher_client, "class", row.pk)
    queue = page(teacher_client, "grades_inquiries", row.pk)
    assert "Waiting (1)" in queue
    assert "Ana Ruiz" in queue
    cell = page(teacher_client, "grade", row.pk, member.pk, sheet.pk)
    assert "Question about this grade" in cell

    change = GradeChange.objects.create(
        assignment=sheet, membership=member, kind="points", points=7.5, reason="Seen again."
    )
    thread = page(teacher_client, "grades_inquiry", row.pk, inquiry.pk)
    assert "Why &lt;b&gt;2&lt;/b&gt;?" in thread
    assert f'<option value="{change.pk}" selected>7.5 points' in thread
    assert sent(teacher_client, inquiry, text="You are right.", change=change.pk) == 302
    assert "Waiting (0)" in page(teacher_client, "grades_inquiries", row.pk)

    assert "There is an answer to your question" in page(learner_client, "class", row.pk)
    assert "There is an answer to your question" in page(learner_client, "grades_mine", row.pk)
    again = page(teacher_client, "grades_inquiry", row.pk, inquiry.pk)
    assert f'<option value="{change.pk}">7.5 points' in again  # it is told already
    read = page(learner_client, "grades_inquiry", row.pk, inquiry.pk)
    assert "You are right." in read
    assert "7.50 points" in read
    assert "There is an answer" not in page(learner_client, "grades_mine", row.pk)
    assert sent(learner_client, inquiry, text="", action="close") == 302
    assert "closed" in page(learner_client, "grades_mine", row.pk)
    assert sent(learner_client, inquiry, text="One more") == 422
    assert "Closed (1)" in page(teacher_client, "grades_inquiries", row.pk)
    assert InquiryMessage.objects.count() == 2


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    row: Class, sheet: Assignment, learner_client: Client
) -> None:
    url = reverse("lessons:grades_ask", args=[row.pk, sheet.pk])
    long = "x" * (text_most + 1)
    answer = learner_client.post(url, {f"ask-{sheet.pk}-text": long})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert "<details open>" in answer.content.decode()
    assert learner_client.post(url, {f"ask-{sheet.pk}-text": " "}).status_code == 422
    assert not GradeInquiry.objects.exists()


def test_one_question_is_open_and_three_are_asked(
    row: Class, sheet: Assignment, member: Membership, learner_client: Client
) -> None:
    url = reverse("lessons:grades_ask", args=[row.pk, sheet.pk])
    for _number in range(3):
        inquiry = asked(learner_client, sheet)
        answer = learner_client.post(url, {f"ask-{sheet.pk}-text": "Again, and this is kept"})
        assert answer.status_code == 422
        assert "grade-inquiry-open" in answer.content.decode()
        assert "Again, and this is kept" in answer.content.decode()
        sent(learner_client, inquiry, action="close")
    answer = learner_client.post(url, {f"ask-{sheet.pk}-text": "Again"})
    assert "grade-inquiry-many" in answer.content.decode()
    assert "Ask about this grade" not in page(learner_client, "grades_mine", row.pk)
    GradeInquiry.objects.filter(pk=inquiry.pk).update(closed_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        GradeInquiry.objects.create(assignment=sheet, membership=member)


def test_a_learner_waits_for_an_answer_after_three_messages(
    sheet: Assignment, learner_client: Client, teacher_client: Client
) -> None:
    inquiry = asked(learner_client, sheet)
    assert [sent(learner_client, inquiry, text=f"{each}") for each in range(3)] == [302, 302, 422]
    assert sent(teacher_client, inquiry, text="Yes.") == 302
    assert sent(learner_client, inquiry, text="Thanks.") == 302
    inquiry.refresh_from_db()
    assert inquiry.is_waiting


def test_not_after_its_time_and_not_where_the_class_takes_none(
    row: Class,
    sheet: Assignment,
    member: Membership,
    learner_client: Client,
    teacher_client: Client,
) -> None:
    url = reverse("lessons:grades_ask", args=[row.pk, sheet.pk])
    days = reverse("lessons:grades_inquiry_days", args=[row.pk])
    assert teacher_client.post(days, {"days": "-1"}).status_code == 422
    assert teacher_client.post(days, {"days": "0"}).status_code == 302
    assert "Ask about this grade" not in page(learner_client, "grades_mine", row.pk)
    answer = learner_client.post(url, {f"ask-{sheet.pk}-text": "Mine."})
    assert "grade-inquiry-over" in answer.content.decode()
    assert "Mine." in answer.content.decode()
    teacher_client.post(days, {"days": "1"})
    assert "You can ask until" in page(learner_client, "grades_mine", row.pk)
    Class.objects.update(inquiry_days=1)
    Assignment.objects.filter(pk=sheet.pk).update(
        rule={**sheet.rule, "due": {"at": {"local": "2020-01-01T12:00:00", "zone": "UTC"}}}
    )
    assert "Questions about this grade were open until" in page(
        learner_client, "grades_mine", row.pk
    )
    assert learner_client.post(url, {f"ask-{sheet.pk}-text": "Mine."}).status_code == 422
    assert not GradeInquiry.objects.exists()


def test_a_hidden_score_is_neither_asked_about_nor_told_by_its_change(
    row: Class, sheet: Assignment, member: Membership, learner_client: Client, teacher: User
) -> None:
    inquiry = asked(learner_client, sheet)
    change = GradeChange.objects.create(
        assignment=sheet, membership=member, kind="points", points=7.77, by=teacher
    )
    InquiryMessage.objects.create(
        inquiry=inquiry, from_teacher=True, by=teacher, text="So.", change=change
    )
    secret = over(row, teacher, "Secret", score=Shown(hidden=True), questions=Shown(hidden=True))
    answered(secret, member, "several")
    Assignment.objects.filter(pk=sheet.pk).update(rule=secret.rule)
    assert "7.77" not in page(learner_client, "grades_inquiry", row.pk, inquiry.pk)
    url = reverse("lessons:grades_ask", args=[row.pk, secret.pk])
    answer = learner_client.post(url, {f"ask-{secret.pk}-text": "Well?"})
    assert answer.status_code == 422
    assert GradeInquiry.objects.count() == 1


def test_a_change_of_another_grade_is_not_told(
    sheet: Assignment, row: Class, learner_client: Client, teacher_client: Client, teacher: User
) -> None:
    inquiry = asked(learner_client, sheet)
    other = place(row, user_make("bo"), name="Bo")
    change = GradeChange.objects.create(
        assignment=sheet, membership=other, kind="points", points=1, by=teacher
    )
    assert sent(teacher_client, inquiry, text="So.", change=change.pk) == 422
    assert InquiryMessage.objects.count() == 1


def test_it_is_of_nobody_else(
    row: Class,
    sheet: Assignment,
    learner_client: Client,
    assistant_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    inquiry = asked(learner_client, sheet)
    classmate = user_make("bo")
    place(row, classmate, name="Bo")
    others = [client_of(classmate), stranger_client, client_of(user_make("x", Role.INSTRUCTOR))]
    thread = reverse("lessons:grades_inquiry", args=[row.pk, inquiry.pk])
    queue = reverse("lessons:grades_inquiries", args=[row.pk])
    for other in others:
        assert other.get(thread).status_code == 404
        assert other.get(queue).status_code == 404
        assert sent(other, inquiry, text="Mine now") == 404
    assert client.get(thread).status_code == 302
    assert "Why 2?" not in page(others[0], "grades_mine", row.pk)
    # Assistants read, and answer nothing.
    assert "Why 2?" in page(assistant_client, "grades_inquiry", row.pk, inquiry.pk)
    assert (
        '<form method="post"'
        not in assistant_client.get(thread)
        .content.decode()
        .split('class="thread"')[1]
        .split("</main>")[0]
    )
    assert sent(assistant_client, inquiry, text="So.") == 403
    ask = reverse("lessons:grades_ask", args=[row.pk, sheet.pk])
    for other, status in ((assistant_client, 404), (stranger_client, 404), (client, 302)):
        assert other.post(ask, {f"ask-{sheet.pk}-text": "Hm"}).status_code == status
    days = reverse("lessons:grades_inquiry_days", args=[row.pk])
    assert assistant_client.post(days, {"days": "3"}).status_code == 403
    assert learner_client.post(days, {"days": "3"}).status_code == 404
    # Nor by another class of which the teacher may have everything.
    other_class = Class.objects.create(name="B", course=row.course, join_code="ANOTHER1")
    head = client_of(user_make("head", Role.HEAD))
    url = reverse("lessons:grades_inquiry", args=[other_class.pk, inquiry.pk])
    assert head.get(url).status_code == 404
    assert InquiryMessage.objects.count() == 1


def test_a_class_that_is_over_takes_no_more(
    row: Class, sheet: Assignment, learner_client: Client, teacher_client: Client
) -> None:
    inquiry = asked(learner_client, sheet)
    today = timezone.now().date()
    Class.objects.update(ends_on=today - timedelta(days=2))
    assert sent(learner_client, inquiry, text="Still?") == 422
    assert sent(teacher_client, inquiry, text="Late.") == 422
    assert sent(teacher_client, inquiry, action="close") == 422
    inquiry.refresh_from_db()
    assert inquiry.closed_at is None
    assert "Why 2?" in page(learner_client, "grades_inquiry", row.pk, inquiry.pk)


def test_the_learner_gets_a_mail_where_the_site_sends_some(
    sheet: Assignment,
    learner: User,
    learner_client: Client,
    teacher_client: Client,
    settings: LazySettings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    inquiry = asked(learner_client, sheet)
    EmailAddress.objects.create(user=learner, email="ana@example.org", verified=True)
    EmailAddress.objects.create(user=learner, email="not-theirs@example.org", verified=False)
    for host, count in (("", 0), ("mail.example.org", 1)):
        settings.EMAIL_HOST = host
        with django_capture_on_commit_callbacks(execute=True):
            assert sent(teacher_client, inquiry, text="A secret of the grade.") == 302
        assert len(mail.outbox) == count
    message = mail.outbox[0]
    assert message.to == ["ana@example.org"]
    assert reverse("lessons:grades_inquiry", args=[sheet.in_class_id, inquiry.pk]) in message.body
    assert "secret" not in message.body


def test_what_a_guest_asked_is_the_accounts_once_they_sign_in(
    row: Class, sheet: Assignment, member: Membership, learner: User
) -> None:
    guest = User.objects.create_user("guest-0123456789abcdef", is_guest=True)
    theirs = place(row, guest)
    asked_as = GradeInquiry.objects.create(assignment=sheet, membership=theirs)
    guest_merge(guest=guest, into=learner)
    asked_as.refresh_from_db()
    assert asked_as.membership == member
