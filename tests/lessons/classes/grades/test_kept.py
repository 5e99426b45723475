"""Grades outlive an account under a pseudonym, as the site says: nothing else of it stays."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from lessons.classes.grades.kept import code_free
from lessons.models import (
    Assignment,
    AssignmentWork,
    Attempt,
    Class,
    GradeChange,
    GradeInquiry,
    GradeScheme,
    InquiryMessage,
    KeptGrade,
    KeptLearner,
    Label,
    Membership,
    RosterChange,
)
from tests.conftest import client_of, password, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign, over
from tests.lessons.classes.grades.test_table import cells, shown
from virtlearn.people.models import User
from virtlearn.people.privacy.erase import account_erase, erasure_stays
from virtlearn.people.privacy.registry import declarations


@pytest.fixture
def record(row: Class, teacher: User, member: Membership) -> list[Assignment]:
    """Of each state one: late, missing, excused, by hand, open; and another learner with 2 of 8."""
    late, _missing, excused, by_hand, _still = made = [
        assign(row, teacher, "Late"),
        over(row, teacher, "Missing"),
        over(row, teacher, "Excused"),
        over(row, teacher, "By hand"),
        assign(row, teacher, "Open"),
    ]
    answered(late, member, credit=60)
    for assignment, kind, points in ((excused, "excused", None), (by_hand, "points", 6)):
        GradeChange.objects.create(
            assignment=assignment,
            membership=member,
            kind=kind,
            points=points,
            reason="Ana was ill.",
            by=teacher,
        )
    label = Label.objects.create(in_class=row, name="Front row")
    member.labels.add(label)
    inquiry = GradeInquiry.objects.create(assignment=late, membership=member)
    InquiryMessage.objects.create(inquiry=inquiry, from_teacher=False, text="It is I, Ana.")
    answered(late, place(row, user_make("bo"), name="Bo"))
    return made


def name_kept() -> str:
    return f"erased {KeptLearner.objects.get().code}"


def test_the_grades_stay_as_they_are_and_nothing_of_whose_they_are(
    row: Class, record: list[Assignment], learner: User, teacher_client: Client
) -> None:
    before = cells(shown(teacher_client, row), "Ana Ruiz")
    call_command("people", "erase", learner.username, "--yes", stdout=io.StringIO())
    html = shown(teacher_client, row)
    assert cells(html, name_kept()) == before
    assert "2 learners" in html
    assert re.fullmatch(r"erased [0-9a-f]{4}", name_kept())
    for gone in ("Ana", "Ruiz", learner.username, "Front row<"):
        assert gone not in html.split("<tbody>")[1]
    files = [
        teacher_client.get(reverse(f"lessons:grades_{form}", args=[row.pk])).content.decode()
        for form in ("wide", "long")
    ]
    for text in files:
        assert name_kept() in text
        assert "Ana" not in text
        assert "s1" not in text
    models: list[type[Model]] = [Membership, Attempt, AssignmentWork, GradeChange]
    assert [model._base_manager.count() for model in models] == [2, 1, 1, 0]  # teacher and Bo
    assert not GradeInquiry.objects.exists()
    assert not InquiryMessage.objects.exists()
    assert not RosterChange.objects.exists()


def test_no_row_that_stays_says_who_it_was(
    record: list[Assignment], learner: User, member: Membership
) -> None:
    """Read in every table, by what the learner was called and wrote."""
    learner.username, learner.first_name = "unmistakable", "Unmistakable"
    learner.save()
    Membership.objects.filter(pk=member.pk).update(name="Unmistakable", external_id="unmistakable")
    GradeChange.objects.update(reason="Unmistakable was ill.")
    account_erase(user=learner, by=None)
    for each in declarations():
        rows = each.model_class._base_manager.values()
        assert "nmistakable" not in "".join(str(row) for row in rows), each.model
    assert KeptGrade.objects.count() == 4


def test_what_is_kept_is_graded_as_the_class_says_now_and_changes_no_more(
    row: Class, record: list[Assignment], learner: User, teacher: User, teacher_client: Client
) -> None:
    account_erase(user=learner, by=None)
    over(row, teacher, "Later")  # after the account was gone: nothing is missing in it
    html = shown(teacher_client, row)
    assert cells(html, name_kept())[-1] == "–"
    GradeScheme.objects.create(in_class=row, kept={"cap": 0.1})
    assert cells(shown(teacher_client, row), name_kept())[0] == "10.0 %"
    assert reverse("lessons:grades", args=[row.pk]) + "0/" not in html
    # The file goes back in as it came, and with other points it is refused.
    url = reverse("lessons:grades_upload", args=[row.pk])
    wide = teacher_client.get(reverse("lessons:grades_wide", args=[row.pk])).content.decode()
    answer = teacher_client.post(url, {"text": wide})
    assert "grade-file-same" in answer.content.decode()
    long = f"username,assessment,points\n{name_kept()},{record[3].pk},7\n"
    answer = teacher_client.post(url, {"text": long})
    assert "its grades stay as they are" in answer.content.decode()


def test_the_page_says_beforehand_what_stays(
    row: Class, record: list[Assignment], learner: User, learner_client: Client
) -> None:
    html = learner_client.get(reverse("account_delete")).content.decode()
    assert "This stays:" in html
    assert "grades in the class “Networks 1A”" in html
    out = io.StringIO()
    call_command("people", "erase", learner.username, "--dry-run", stdout=out)
    assert "Stays: grades in the class “Networks 1A”" in out.getvalue()
    assert learner_client.post(reverse("account_delete"), {"password": password}).status_code == 302
    assert not User.objects.filter(pk=learner.pk).exists()
    assert KeptLearner.objects.count() == 1


def test_an_export_has_what_was_asked_about_grades(
    record: list[Assignment], learner: User, tmp_path: Path
) -> None:
    call_command(
        "people", "export", learner.username, "--to", tmp_path / "a.zip", stdout=io.StringIO()
    )
    with ZipFile(tmp_path / "a.zip") as archive:
        tables = json.loads(archive.read("data.json"))["tables"]
    assert [each["text"] for each in tables["lessons.InquiryMessage"]] == ["It is I, Ana."]
    assert [each["assignment"] for each in tables["lessons.GradeInquiry"]] == [record[0].pk]


def test_who_left_first_takes_no_record_along(
    row: Class, record: list[Assignment], learner: User, member: Membership, teacher_client: Client
) -> None:
    before = cells(shown(teacher_client, row), "Ana Ruiz")
    client_of(learner).post(reverse("lessons:class_leave", args=[row.pk]))
    member.refresh_from_db()
    assert member.state == Membership.State.REMOVED
    account_erase(user=learner, by=None)
    assert cells(shown(teacher_client, row), name_kept()) == before


@pytest.mark.parametrize("outlive", ["nothing", "pseudonym"])
def test_nothing_stays_where_the_site_says_so_or_there_is_nothing(
    row: Class,
    record: list[Assignment],
    learner: User,
    teacher: User,
    settings: LazySettings,
    outlive: str,
) -> None:
    settings.GRADES_OUTLIVE = outlive
    without = user_make("idle")
    place(row, without)
    place(row, invited := user_make("invited"), state="invited")
    for user in (without, invited):
        assert erasure_stays(user) == []
        account_erase(user=user, by=None)
    assert not KeptLearner.objects.exists()
    assert bool(erasure_stays(learner)) == (outlive == "pseudonym")
    account_erase(user=learner, by=None)
    assert KeptLearner.objects.count() == (outlive == "pseudonym")


def test_a_guest_that_ends_leaves_the_record_too(
    row: Class, record: list[Assignment], learner: User
) -> None:
    User.objects.filter(pk=learner.pk).update(is_guest=True, username="guest-0123")
    account_erase(user=User.objects.get(pk=learner.pk), by=None)
    assert KeptLearner.objects.count() == 1


def test_a_class_with_a_kept_record_is_not_deleted(
    row: Class, record: list[Assignment], learner: User, teacher_client: Client
) -> None:
    account_erase(user=learner, by=None)
    row.memberships.exclude(role="teacher").delete()
    url = reverse("lessons:class_settings", args=[row.pk])
    assert "Delete the class" not in teacher_client.get(url).content.decode()


def test_no_two_of_a_class_have_the_same_word(row: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    words = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("secrets.token_hex", lambda _size: next(words))
    KeptLearner.objects.create(in_class=row, code=code_free(row))
    assert code_free(row) == "bbbb"


def test_erased_accounts_are_found_and_are_in_no_label(
    row: Class, record: list[Assignment], learner: User, teacher_client: Client
) -> None:
    account_erase(user=learner, by=None)
    assert "1 learner\n" in shown(teacher_client, row, f"?q={name_kept()}")
    assert "1 learner\n" in shown(teacher_client, row, "?q=Bo")
    label = Label.objects.get()
    assert "No learner has this label" in shown(teacher_client, row, f"?label={label.pk}")
    assert name_kept() in shown(teacher_client, row, "?pseudonyms=1")
