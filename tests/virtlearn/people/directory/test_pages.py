"""The head's pages: accounts are found, made, given roles and one-time passwords."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import client_of, password, user_make
from virtlearn.people.models import AuditEntry, Role, User

pytestmark = pytest.mark.django_db
listed = reverse("people:people")
many = reverse("people:import")
change = reverse("account_change_password")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def url(name: str, user: User) -> str:
    return reverse(f"people:{name}", args=[user.pk])


def test_accounts_are_found_and_guests_are_none(head_client: Client, guest: User) -> None:
    user_make("zoe", Role.INSTRUCTOR)
    User.objects.create_user(username="bo", first_name="Bo Ruiz", class_label="1A")
    assert "3 accounts" in text_of(head_client.get(listed))
    for words, found in (("ruiz 1a", "bo"), ("instructor", "zoe"), ("ZO", "zoe")):
        text = text_of(head_client.get(listed, {"q": words}))
        assert "1 account " in text
        assert f"><bdi>{found}</bdi></a>" in text
    assert "0 accounts" in text_of(head_client.get(listed, {"q": "guest"}))


def test_a_second_instructor_is_made_without_a_shell(head_client: Client, head: User) -> None:
    fields = {
        "login": "ana",
        "name": "Ana Ruiz",
        "role": "instructor",
        "email": "",
        "class_label": "",
    }
    text = text_of(head_client.post(reverse("people:add"), fields))
    word = re.search(r"<code>([\w-]{14})</code>", text)
    assert word
    ana = Client()
    where = ana.post(reverse("account_login"), {"login": "ana", "password": word[1]})
    assert where.status_code == 302
    for page in (reverse("lessons:manage"), reverse("home"), reverse("account_delete")):
        assert ana.get(page)["Location"] == change
    answer = ana.get(reverse("home"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == change
    assert "one-time password" in text_of(ana.get(change))
    new = {"oldpassword": word[1], "password1": word[1], "password2": word[1]}
    assert "This is the one-time password" in text_of(ana.post(change, new))
    new |= {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert ana.post(change, new)["Location"] == reverse("account")
    assert ana.get(reverse("lessons:manage")).status_code == 200
    assert AuditEntry.objects.filter(action="account.added", actor=head.pk).count() == 1


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(
    head_client: Client, learner: User
) -> None:
    fields = {"login": "Learner", "name": "Ana Ruiz", "role": "learner"}
    response = head_client.post(reverse("people:add"), fields)
    assert response.status_code == 422
    assert "An account is called “Learner” already." in text_of(response)
    assert 'value="Ana Ruiz"' in text_of(response)


def test_a_list_is_shown_before_anything_is_made(head_client: Client) -> None:
    file = SimpleUploadedFile("class.csv", b"\xef\xbb\xbflogin;class\nana;1A\nbo;1A\n")
    text = text_of(head_client.post(many, {"file": file, "text": "", "confirmed": "yes"}))
    assert "2 accounts would be made. Nothing is made yet." in text
    assert not User.objects.filter(username="ana").exists()
    kept = re.search(
        r'name="text" value="([^"]+)"',
        head_client.post(many, {"text": "login\nana\n"}).content.decode(),
    )
    assert kept
    text = text_of(head_client.post(many, {"text": kept[1], "confirmed": "yes"}))
    assert len(re.findall(r"<code>[\w-]{14}</code>", text)) == 1
    assert User.objects.get(username="ana").must_change_password


def test_a_list_with_mistakes_comes_back_with_them(head_client: Client, learner: User) -> None:
    response = head_client.post(many, {"text": "login\nana\nlearner\n", "confirmed": "yes"})
    assert response.status_code == 422
    text = text_of(response)
    assert "CSV:3: An account is called “learner” already." in text
    assert "login ana learner </textarea>" in text
    assert not User.objects.filter(username="ana").exists()
    large = SimpleUploadedFile("large.csv", b"login\n" + b"x" * 600_000)
    assert "too large" in text_of(head_client.post(many, {"file": large}))


def test_a_role_is_given_and_written_down(head_client: Client, head: User, learner: User) -> None:
    assert "Heads also make and erase" in text_of(head_client.get(url("role", learner)))
    response = head_client.post(url("role", learner), {"role": "instructor"}, follow=True)
    assert "learner has the role: Instructor." in text_of(response)
    learner.refresh_from_db()
    assert learner.is_instructor
    entry = AuditEntry.objects.get(action="role.changed")
    assert (entry.actor, entry.subject, entry.detail) == (head.pk, learner.pk, "learner instructor")
    assert head_client.post(url("role", learner), {"role": "boss"}).status_code == 422


def test_the_last_head_stays_one(head_client: Client, head: User) -> None:
    response = head_client.post(url("role", head), {"role": "learner"})
    assert response.status_code == 422
    assert "head is the only head of this site" in text_of(response)
    gone = user_make("gone", Role.HEAD)
    User.objects.filter(pk=gone.pk).update(is_active=False)  # who cannot sign in doesn't count
    assert head_client.post(url("role", head), {"role": "learner"}).status_code == 422
    user_make("other", Role.HEAD)
    assert head_client.post(url("role", head), {"role": "learner"})["Location"] == reverse(
        "account"
    )
    head.refresh_from_db()
    assert head.role == Role.LEARNER


def test_a_one_time_password_ends_what_was_signed_in(head_client: Client, learner: User) -> None:
    signed_in = client_of(learner)
    assert signed_in.get(reverse("account")).status_code == 200
    assert "stops working at once" in text_of(head_client.get(url("password", learner)))
    response = head_client.post(url("password", learner))
    word = re.search(r"<code>([\w-]{14})</code>", text_of(response))
    assert word
    assert "no-store" in response["Cache-Control"]
    assert signed_in.get(reverse("account")).status_code == 302
    learner.refresh_from_db()
    assert learner.check_password(word[1])
    assert not learner.check_password(password)
    assert AuditEntry.objects.filter(action="password.set", subject=learner.pk).exists()


def test_ones_own_password_is_not_set_here(head_client: Client, head: User) -> None:
    response = head_client.post(url("password", head))
    assert response.status_code == 422
    head.refresh_from_db()
    assert not head.must_change_password


def test_opening_an_account_is_seen_by_whose_it_is(
    head_client: Client, head: User, learner: User
) -> None:
    for _ in range(2):
        head_client.get(url("person", learner))
    head_client.get(url("person", head))
    rows = AuditEntry.objects.values_list("action", "actor", "subject")
    assert list(rows) == [("account.seen", head.pk, learner.pk)]


@pytest.mark.parametrize("name", ["person", "role", "password"])
def test_guests_are_no_accounts(head_client: Client, guest: User, name: str) -> None:
    assert head_client.get(url(name, guest)).status_code == 404
    assert head_client.get(reverse(f"people:{name}", args=[10**30])).status_code == 404


@pytest.mark.parametrize("name", ["role", "password"])
def test_others_change_nothing(
    instructor_client: Client,
    learner_client: Client,
    guest_client: Client,
    learner: User,
    name: str,
) -> None:
    for each, status in ((instructor_client, 403), (learner_client, 403), (guest_client, 302)):
        assert each.post(url(name, learner), {"role": "head"}).status_code == status
    learner.refresh_from_db()
    assert learner.role == Role.LEARNER
    assert learner.check_password(password)


def test_others_make_nobody(instructor_client: Client, learner_client: Client) -> None:
    for each in (instructor_client, learner_client):
        assert each.post(reverse("people:add"), {"login": "x", "role": "head"}).status_code == 403
        sent = {"text": "login\nx\n", "confirmed": "yes"}
        assert each.post(many, sent).status_code == 403
    assert not User.objects.filter(username="x").exists()


def test_the_way_to_the_pages_is_the_heads(head_client: Client, instructor_client: Client) -> None:
    home = reverse("home")
    assert f'href="{listed}"' in text_of(head_client.get(home))
    assert f'href="{listed}"' not in text_of(instructor_client.get(home))
