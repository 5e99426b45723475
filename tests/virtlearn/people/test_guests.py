from __future__ import annotations

from importlib import import_module

import pytest
from django.conf import LazySettings, settings
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.conftest import password
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import guest_merge, learner_ensure

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore

merged: list[tuple[str, str]] = []


def remember(*, guest: User, into: User) -> None:
    merged.append((guest.username, into.username))


@pytest.fixture(autouse=True)
def _mergers(settings: LazySettings) -> None:
    merged.clear()
    settings.GUEST_MERGERS = [f"{__name__}.remember"]


def test_a_visitor_becomes_a_guest_once(client: Client, db: None, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.session = client.session
    request.user = User()
    guest = learner_ensure(request)
    assert guest.is_guest
    assert not guest.is_authenticated
    assert learner_ensure(request) == guest
    assert learner_of(request) == guest
    assert User.objects.count() == 1


def test_a_visitor_who_becomes_a_guest_gets_a_session_that_nobody_else_knows(
    client: Client, db: None, rf: RequestFactory
) -> None:
    """Who has planted a session's key in a browser must not be in the guest's session later."""
    planted = client.session
    planted["kept"] = "what the page has stored"
    planted.save()
    request = rf.get("/")
    request.session = SessionStore(planted.session_key)
    request.user = User()
    guest = learner_ensure(request)
    assert request.session.session_key != planted.session_key
    assert request.session["kept"] == "what the page has stored"
    assert request.session[SESSION_KEY] == str(guest.pk)
    assert not SessionStore().exists(str(planted.session_key))


def test_signing_up_keeps_the_row(guest_client: Client, guest: User) -> None:
    response = guest_client.post(
        reverse("account_signup"),
        {"username": "ana", "password1": password, "password2": password},
    )
    assert response.status_code == 302
    guest.refresh_from_db()
    assert (guest.username, guest.is_guest) == ("ana", False)
    assert User.objects.count() == 1
    assert guest_client.get(reverse("account")).status_code == 200


def test_a_refused_sign_up_leaves_the_guest_a_guest(guest_client: Client, guest: User) -> None:
    guest_client.post(
        reverse("account_signup"),
        {"username": "ana", "password1": password, "password2": "different"},
    )
    guest.refresh_from_db()
    assert guest.is_guest


def test_logging_in_merges_the_guest(guest_client: Client, guest: User, learner: User) -> None:
    response = guest_client.post(
        reverse("account_login"), {"login": learner.username, "password": password}
    )
    assert response.status_code == 302
    assert merged == [("guest-1", "learner")]
    assert not User.objects.filter(pk=guest.pk).exists()


def test_a_wrong_password_merges_nothing(guest_client: Client, guest: User, learner: User) -> None:
    guest_client.post(reverse("account_login"), {"login": learner.username, "password": "wrong"})
    assert merged == []
    assert User.objects.filter(pk=guest.pk).exists()


def test_an_account_is_never_merged(learner: User, stranger: User) -> None:
    guest_merge(guest=learner, into=stranger)
    assert merged == []
    assert User.objects.filter(pk=learner.pk).exists()


def test_guests_and_visitors_have_no_account_page(client: Client, guest_client: Client) -> None:
    for someone in (client, guest_client):
        assert someone.get(reverse("account")).status_code == 302
        assert someone.get(reverse("account_delete")).status_code == 302


def test_deleting_wants_the_password(learner_client: Client, learner: User) -> None:
    url = reverse("account_delete")
    assert learner_client.post(url, {"password": "wrong"}).status_code == 422
    assert User.objects.filter(pk=learner.pk).exists()
    assert learner_client.post(url, {"password": password}).status_code == 302
    assert not User.objects.filter(pk=learner.pk).exists()


def test_only_a_guest_is_told_that_their_work_comes_along(
    guest_client: Client, client: Client, db: None
) -> None:
    for page in ("account_signup", "account_login"):
        assert "as a guest on this device" in guest_client.get(reverse(page)).content.decode()
        assert "as a guest on this device" not in client.get(reverse(page)).content.decode()


answer = "/en/courses/some/lessons/one/questions/two/answer/"
from_an_account = {
    "HX-Request": "true",
    "HX-Current-URL": "http://testserver/en/courses/some/lessons/one/?page=2#part",
    "X-Signed-In": "yes",
}


def test_what_is_sent_after_the_login_expired_is_not_a_guests(client: Client, db: None) -> None:
    response = client.post(answer, headers=from_an_account)
    login = reverse("account_login")
    assert response.headers["HX-Redirect"] == f"{login}?next=/en/courses/some/lessons/one/"
    assert not User.objects.exists()
    assert "been signed out" in client.get(login).content.decode()


def test_what_guests_and_accounts_send_passes(
    client: Client, guest_client: Client, learner_client: Client
) -> None:
    as_guest = {**from_an_account, "X-Signed-In": ""}
    assert client.post(answer, headers=as_guest).status_code == 404  # there is no such lesson
    assert guest_client.post(answer, headers=as_guest).status_code == 404
    assert learner_client.post(answer, headers=from_an_account).status_code == 404
