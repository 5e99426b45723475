"""A list makes all of its accounts or none."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate

from tests.conftest import user_make
from virtlearn.people.models import AuditEntry, User
from virtlearn.people.one_time_password import password_hash, password_new
from virtlearn.people.roster.core import Entry
from virtlearn.people.roster.services import RosterError, roster_add, roster_check

pytestmark = pytest.mark.django_db


def test_what_the_file_says_is_the_account(head: User) -> None:
    data = b"name,login,e-mail,role,class\nAna Ruiz,aruiz,ana@example.org,instructor,1A\n"
    [added] = roster_add(entries=roster_check(data=data, path="p.csv"), by=head)
    user = User.objects.get(username="aruiz")
    assert user.get_full_name() == "Ana Ruiz"
    assert (user.email, user.role, user.class_label) == ("ana@example.org", "instructor", "1A")
    assert user.must_change_password
    assert user.check_password(added.password)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject) == ("account.added", head.pk, user.pk)


def test_names_and_addresses_of_others_are_told_by_line(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(email="ana@example.org")
    data = b"login,e-mail\nnew,\nLEARNER,\nother,Ana@example.org\n"
    with pytest.raises(RosterError) as refused:
        roster_check(data=data, path="p.csv")
    assert [str(each) for each in refused.value.problems] == [
        "p.csv:3: An account is called “LEARNER” already.",
        "p.csv:4: An account has the address “Ana@example.org” already.",
    ]


def test_one_name_that_was_taken_meanwhile_leaves_nothing_half_made(head: User) -> None:
    entries = roster_check(data=b"login\nfirst\nsecond\n", path="p.csv")
    user_make("second")
    with pytest.raises(RosterError):
        roster_add(entries=entries, by=head)
    assert not User.objects.filter(username="first").exists()
    assert not AuditEntry.objects.exists()


def test_an_account_may_have_no_address(db: None) -> None:
    roster_add(entries=[Entry(line=1, login="a"), Entry(line=2, login="b")], by=None)
    assert User.objects.filter(email="").count() == 2


def test_passwords_differ_and_are_hashed_anew_at_the_first_sign_in(
    db: None, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    assert len({password_new() for _ in range(100)}) == 100
    quick = password_hash("k7qm-x2vd-9hpt")
    assert quick.split("$")[:2] == ["pbkdf2_sha256", "20000"]
    User.objects.create(username="bo", password=quick)
    assert authenticate(username="bo", password="k7qm-x2vd-9hpx") is None
    assert authenticate(username="bo", password="k7qm-x2vd-9hpt")
    assert int(User.objects.get().password.split("$")[1]) >= 600_000
