"""`manage.py people`, as an operator types it."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import user_make
from virtlearn.people.models import AuditEntry, Role, User

pytestmark = pytest.mark.django_db


def people(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("people", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "class.csv"
    path.write_text('login,name,role\nana,"Ruiz, Ana",instructor\nbo,,\n')
    return path


def test_add_prints_one_time_passwords_as_csv(file: Path) -> None:
    header, ana, bo = csv.reader(StringIO(people("add", str(file))[0]))
    assert header == ["login", "name", "role", "one-time password"]
    assert ana[:3] == ["ana", "Ruiz, Ana", "instructor"]
    assert bo[:3] == ["bo", "", "learner"]
    for row in (ana, bo):
        user = User.objects.get(username=row[0])
        assert user.check_password(row[3])
        assert user.must_change_password
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {None}


def test_a_dry_run_makes_nothing(file: Path) -> None:
    out, err = people("add", str(file), "--dry-run")
    assert out.splitlines() == [
        "login,name,role,class",
        'ana,"Ruiz, Ana",instructor,',
        "bo,,learner,",
    ]
    assert err.strip() == "2 accounts would be made."
    assert not User.objects.exists()


def test_every_mistake_is_a_line_and_nothing_is_made(file: Path) -> None:
    user_make("bo")
    file.write_text(file.read_text() + "ana,,boss\n")
    err = StringIO()
    with pytest.raises(CommandError, match="Nothing was made"):
        call_command("people", "add", str(file), stderr=err)
    assert [line.removeprefix(str(file)) for line in err.getvalue().splitlines()] == [
        ":3: An account is called “bo” already.",
        ":4: “ana” stands in line 2 too.",
        ":4: “boss” is no role; roles are learner, instructor, head.",
    ]
    assert User.objects.count() == 1


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv: No such file"):
        people("add", str(tmp_path / "none.csv"))


def test_role_and_password(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(email="ana@example.org")
    assert people("role", "ana@example.org", "head")[0] == "learner is now head.\n"
    assert people("role", "LEARNER", "head")[0] == "learner was already head.\n"
    word = people("password", "learner")[0].strip()
    learner.refresh_from_db()
    assert learner.role == Role.HEAD
    assert learner.check_password(word)
    assert learner.must_change_password
    with pytest.raises(CommandError, match="the only head"):
        people("role", "learner", "learner")
    with pytest.raises(CommandError, match="No account, or more than one"):
        people("password", "nobody")
