"""A roster is previewed, taken over, taken back and downloaded; a round trip changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.classes.joining.services import join_by_invitation
from lessons.classes.members.services import label_create
from lessons.classes.roster import services
from lessons.classes.roster.download import roster_csv
from lessons.models import Class, Membership, RosterImport
from tests.lessons.classes.conftest import place
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import AuditEntry, User

State = Membership.State
text = """name,e-mail,login,identifier,labels
Ana Ruiz,ana@example.org,,s1,Group A
Bo Li,,stranger,s2,Group A | B
Cy,not-an-address,,s3,
"""


def address(row: Class) -> str:
    return reverse("lessons:class_roster", args=[row.pk])


def test_a_file_is_shown_first_and_taken_over_after(
    row: Class, member: Membership, stranger: User, teacher_client: Client, teacher: User
) -> None:
    """The member is there already, by identifier: the list adds an address and a label."""
    file = SimpleUploadedFile("r.csv", text.replace("\n", "\r\n").encode("utf-8-sig"))
    page = teacher_client.post(address(row), {"file": file})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Added: 1. Changed: 1. Unchanged: 0. Refused: 1." in shown
    assert "r.csv:4: “not-an-address” is no e-mail address." in shown
    assert row.memberships.count() == 2
    assert not row.labels.exists()
    kept = page.context["text"]
    done = teacher_client.post(address(row), {"text": kept, "confirmed": "yes"})
    assert done["Location"] == reverse("lessons:class_people", args=[row.pk])
    member.refresh_from_db()
    assert (member.state, member.invited_email) == (State.JOINED, "ana@example.org")
    bo = row.memberships.get(user=stranger)
    assert (bo.state, bo.name, bo.external_id) == (State.INVITED, "Bo Li", "s2")
    assert {label.name for label in bo.labels.all()} == {"Group A", "B"}
    entry = AuditEntry.objects.get(action="class.invited")
    assert (entry.actor, entry.subject) == (teacher.pk, stranger.pk)
    again = teacher_client.post(address(row), {"text": kept})
    assert "Added: 0. Changed: 0. Unchanged: 2. Refused: 1." in again.content.decode()


def test_a_list_of_which_nothing_can_be_taken_says_so(row: Class, teacher_client: Client) -> None:
    for sent in ("shoe size\n38\n", "name,e-mail\nAna,no\n", ""):
        page = teacher_client.post(address(row), {"text": sent})
        assert page.status_code == 422
        assert 'data-code="class-roster-refused"' in page.content.decode()
    confirmed = teacher_client.post(address(row), {"text": "shoe size\n", "confirmed": "yes"})
    assert confirmed.status_code == 422
    not_text = SimpleUploadedFile("r.csv", "name\nBó\n".encode("latin-1"))
    assert "r.csv:2: This is not UTF-8" in teacher_client.post(
        address(row), {"file": not_text}
    ).content.decode().replace("&quot;", '"')


def test_a_heads_list_lets_accounts_in_at_once(row: Class, stranger: User, head: User) -> None:
    services.roster_import(row=row, data=b"login\nSTRANGER\n", path="r.csv", by=head)
    assert row.memberships.get(user=stranger).state == State.JOINED


def test_the_last_import_is_taken_back_but_for_who_has_joined_since(
    row: Class, member: Membership, teacher: User, learner: User, stranger: User
) -> None:
    label_create(row=row, name="Old")
    member.labels.add(row.labels.get())
    data = b"name,identifier,labels\nAna R.,s1,New\nBo,s2,New\nCy,s3,\n"
    done = services.roster_import(row=row, data=data, path="r.csv", by=teacher)
    assert done.changes.count() == 3
    join_by_invitation(place=row.memberships.get(name="Cy"), user=stranger)
    undone = services.import_undo(row=row, by=teacher)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, 1)
    member.refresh_from_db()
    assert (member.name, [each.name for each in member.labels.all()]) == ("Ana Ruiz", ["Old"])
    assert not row.memberships.filter(name="Bo").exists()
    assert row.memberships.get(name="Cy").user == stranger
    with pytest.raises(RefusedError) as refused:
        services.import_undo(row=row, by=teacher)
    assert refused.value.code == "class-nothing-to-undo"


def test_what_was_changed_by_hand_since_is_not_overwritten(
    row: Class, member: Membership, teacher: User
) -> None:
    services.roster_import(row=row, data=b"identifier,name\ns1,Ana R.\n", path="r.csv", by=teacher)
    Membership.objects.filter(pk=member.pk).update(name="Ana Ruiz García")
    assert services.import_undo(row=row, by=teacher).kept == 1
    member.refresh_from_db()
    assert member.name == "Ana Ruiz García"


def test_after_a_week_an_import_stands(row: Class, teacher: User) -> None:
    services.roster_import(row=row, data=b"identifier\ns1\n", path="r.csv", by=teacher)
    assert services.import_undoable(row)
    RosterImport.objects.update(at=timezone.now() - timedelta(days=8))
    assert services.import_undoable(row) is None


def test_the_download_is_safe_and_comes_back_unchanged(
    row: Class, member: Membership, teacher: User, teacher_client: Client
) -> None:
    names = ['=HYPERLINK("http://x","y")', "-2+3", "@SUM(A1)", "+1+1", "'t Hooft", "'=1", 'a,b"c']
    for number, name in enumerate(names):
        place(row, None, name=name, external_id=f"=x{number}", invited_email=f"u{number}@x.org")
    answer = teacher_client.get(reverse("lessons:class_roster_csv", args=[row.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    read = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(read) == row.memberships.count()
    assert not [cell for line in read for cell in line.values() if cell.startswith(tuple("=+-@"))]
    waiting = next(line for line in read if line["name"] == "''t Hooft")
    assert f"/invited/{row.memberships.get(name=chr(39) + 't Hooft').token}/" in waiting["link"]
    joined = next(line for line in read if line["name"] == "Ana Ruiz")
    assert (joined["link"], joined["state"]) == ("", "joined")
    plan = services.roster_plan(row=row, data=answer.content, path="r.csv")
    assert not plan.problems
    assert {change.kind for change in plan.changes} == {"unchanged"}
    assert len(plan.changes) == row.memberships.count()


def test_a_name_of_the_class_is_no_formula_in_the_files_name(
    row: Class, teacher_client: Client
) -> None:
    Class.objects.filter(pk=row.pk).update(name="=cmd|'/c calc'!A0\r\nX: y")
    answer = teacher_client.get(reverse("lessons:class_roster_csv", args=[row.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="cmdc-calca0-x-y-{row.pk}.csv"'
    assert roster_csv(row)
