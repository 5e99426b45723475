"""Somebody signs in by a provider: made, known again, connected, refused."""

from __future__ import annotations

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from tests.conftest import client_of, password, user_make
from tests.sign_on_provider import Peer, code_of, user_of
from virtlearn.people.models import AuditAction, AuditEntry, Role, User

link = "/en/accounts/sign-on/link/"


def test_who_is_new_gets_an_account_and_comes_back_to_it(peer: Peer) -> None:
    client = Client()
    assert peer.sign_in(client).status_code == 302
    made = User.objects.get(username="ana")
    assert (made.first_name, made.last_name, made.email) == ("Ana", "Ruiz", "ana@example.org")
    assert not made.has_usable_password()
    assert EmailAddress.objects.get(user=made).verified
    assert user_of(client) == made.pk
    again = Client()
    peer.sign_in(again, name="Another Name", email=None)
    assert user_of(again) == made.pk
    assert SocialAccount.objects.get().extra_data == {"iss": peer.url, "sub": "u-1"}


def test_who_signs_in_comes_back_to_their_page(peer: Peer) -> None:
    client = Client()
    asked = peer.begin(client, next="/en/changes/")
    assert peer.back(client, asked, peer.sign(peer.claims(asked)))["Location"] == "/en/changes/"


def test_the_client_proves_itself(peer: Peer) -> None:
    client = Client()
    asked = peer.begin(client)
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/sso/school/callback/"
    assert "state" in asked
    peer.back(client, asked, peer.sign(peer.claims(asked)))
    headers = next(each[1] for each in peer.asked if each[0] == "/token")
    assert headers["Authorization"].startswith("Basic ")


def test_the_sign_in_and_sign_up_pages_have_the_buttons(peer: Peer, client: Client) -> None:
    for name in ("account_login", "account_signup"):
        page = client.get(f"{reverse(name)}?next=/en/changes/").content.decode()
        assert 'href="/en/accounts/sign-on/with/school/?next=/en/changes/"' in page


def test_an_address_that_nobody_confirmed_says_nothing(peer: Peer, settings: LazySettings) -> None:
    known = user_make("known")
    User.objects.filter(pk=known.pk).update(email="ana@example.org")
    client = Client()
    peer.sign_in(client, email_verified=False)
    assert User.objects.get(username="ana").email == ""
    settings.SSO = {"school": peer.provider(authoritative=True)}
    response = peer.sign_in(Client(), sub="u-2", email_verified=None)
    assert response["Location"] == link


def test_an_account_with_the_address_is_connected_by_its_password(peer: Peer) -> None:
    known = user_make("known")
    User.objects.filter(pk=known.pk).update(email="Ana@example.org")
    client = Client()
    response = peer.sign_in(client)
    assert response["Location"] == link
    assert user_of(client) is None
    assert not SocialAccount.objects.exists()
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": "a-guess"}).status_code == 422
    assert user_of(client) is None
    assert client.post(link, {"password": password}).status_code == 302
    assert user_of(client) == known.pk
    assert AuditEntry.objects.filter(action=AuditAction.SIGN_ON_LINKED, subject=known.pk).exists()
    again = Client()
    peer.sign_in(again)
    assert user_of(again) == known.pk
    assert User.objects.count() == 1


def test_who_lacks_the_password_begins_anew(peer: Peer) -> None:
    known = user_make("known")
    User.objects.filter(pk=known.pk).update(email="ana@example.org")
    client = Client()
    peer.sign_in(client)
    client.post(link, {"who": "new"})
    made = User.objects.get(username="ana")
    assert (user_of(client), made.email) == (made.pk, "")


def test_a_link_waits_for_ten_minutes(peer: Peer, client: Client) -> None:
    assert code_of(client.get(link)) == "sign-on-link-old"
    known = user_make("known")
    User.objects.filter(pk=known.pk).update(email="ana@example.org")
    peer.sign_in(client)
    session = client.session
    session["sso_pending"]["at"] -= 601
    session.save()
    assert code_of(client.post(link, {"password": password})) == "sign-on-link-old"
    assert not SocialAccount.objects.exists()


def test_ones_own_account_is_connected_from_its_page(peer: Peer, learner: User) -> None:
    client = client_of(learner)
    mine = reverse("people:sign_on_mine")
    wrong = client.post(mine, {"provider": "school", "password": "a-guess"})
    assert wrong.status_code == 422
    sent = client.post(mine, {"provider": "school", "password": password})
    assert sent["Location"] == reverse("people:sign_on_connect")
    assert client.get(sent["Location"]).status_code == 200
    response = peer.sign_in(client, f"{sent['Location']}?go")
    assert response["Location"] == mine
    assert b"School" in client.get(mine).content
    again = Client()
    peer.sign_in(again)
    assert user_of(again) == learner.pk


def test_a_sign_on_opens_one_account(peer: Peer, learner: User) -> None:
    peer.sign_in(Client())
    client = client_of(learner)
    client.post(reverse("people:sign_on_mine"), {"provider": "school", "password": password})
    response = peer.sign_in(client, f"{reverse('people:sign_on_connect')}?go")
    assert code_of(response) == "sign-on-other-account"


def test_domains(peer: Peer, settings: LazySettings) -> None:
    settings.SSO = {"school": peer.provider(domains=("school.example",))}
    for email, verified in (
        ("ana@example.org", True),
        ("ana@school.example", False),
        ("ana@school.example@example.org", True),
        ("ana@sub.school.example", True),
        (None, True),
    ):
        response = peer.sign_in(Client(), email=email, email_verified=verified)
        assert code_of(response) == "sign-on-domain", email
    assert not User.objects.exists()
    client = Client()
    peer.sign_in(client, email="ana@School.Example")
    assert user_of(client)


def test_a_provider_may_make_no_accounts(peer: Peer, settings: LazySettings) -> None:
    settings.SSO = {"school": peer.provider(create=False)}
    assert code_of(peer.sign_in(Client())) == "sign-on-closed"
    known = user_make("known")
    User.objects.filter(pk=known.pk).update(email="ana@example.org")
    client = Client()
    peer.sign_in(client)
    client.post(link, {"who": "new"})
    assert User.objects.count() == 1
    client.post(link, {"password": password})
    assert user_of(client) == known.pk


def test_an_account_that_is_off_stays_closed(peer: Peer) -> None:
    peer.sign_in(Client())
    User.objects.update(is_active=False)
    client = Client()
    assert code_of(peer.sign_in(client)) == "sign-on-account-off"
    assert user_of(client) is None
    # Nor does another sign-on with its address open it, or take the address.
    User.objects.update(password=make_password(password))
    assert peer.sign_in(client, sub="u-2")["Location"] == link
    assert code_of(client.post(link, {"password": password})) == "sign-on-account-off"
    assert user_of(client) is None
    client.post(link, {"who": "new"})
    assert User.objects.get(username="ana-2").email == ""


def test_a_guest_keeps_what_they_did(peer: Peer, guest_client: Client) -> None:
    guest = User.objects.get(is_guest=True)
    peer.sign_in(guest_client)
    assert user_of(guest_client) == User.objects.get(username="ana").pk
    assert not User.objects.filter(pk=guest.pk).exists()


def test_whoever_was_signed_in_is_told(peer: Peer, learner: User) -> None:
    client = client_of(learner)
    peer.sign_in(client)
    assert user_of(client) == User.objects.get(username="ana").pk
    assert b"was signed in in this browser" in client.get("/en/changes/").content


def test_a_provider_that_is_away_is_said_and_waits_for_nobody(
    peer: Peer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("virtlearn.people.sign_on.fetching.seconds_most", 0.3)
    peer.wait = 2.0
    start = time.monotonic()
    assert code_of(client.get("/en/accounts/sign-on/with/school/")) == "sign-on-away"
    assert time.monotonic() - start < 1.5
    page = client.get("/en/accounts/login/")  # which asks no provider
    assert b'name="password"' in page.content
    start = time.monotonic()
    assert code_of(client.get("/en/accounts/sign-on/with/school/")) == "sign-on-away"
    assert time.monotonic() - start < 0.3  # it isn't asked again at once
    peer.close()


def test_a_provider_that_answers_with_rubbish(peer: Peer) -> None:
    client = Client()
    asked = peer.begin(client)
    response = client.get("/sso/school/callback/", {"state": asked["state"], "code": "unknown"})
    assert code_of(response) == "sign-on-answer"
    asked = peer.begin(client)
    response = client.get(
        "/sso/school/callback/", {"state": asked["state"], "error": "access_denied"}
    )
    assert code_of(response) == "sign-on-cancelled"


def test_a_provider_that_nobody_set_is_not_there(peer: Peer, client: Client) -> None:
    for url in ("/en/accounts/sign-on/with/other/", "/sso/other/callback/"):
        assert client.get(url).status_code == 404


def test_a_provider_inside_is_not_asked(peer: Peer, settings: LazySettings) -> None:
    settings.OUTBOUND_NETWORKS = []
    assert code_of(Client().get("/en/accounts/sign-on/with/school/")) == "sign-on-misset"
    assert peer.asked == []


def test_only_the_named_head_has_a_password_where_sign_on_is_the_only_way(
    peer: Peer, settings: LazySettings, learner: User, head: User
) -> None:
    settings.SSO_ONLY = head.username
    login = reverse("account_login")
    for user, inside in ((learner, None), (head, head.pk)):
        client = Client()
        client.post(login, {"login": user.username, "password": password})
        assert user_of(client) == inside
    wrong = Client().post(login, {"login": learner.username, "password": password})
    guess = Client().post(login, {"login": learner.username, "password": "a-guess"})
    said = "The username and/or password you specified are not correct."
    assert said in wrong.content.decode()
    assert said in guess.content.decode()
    User.objects.filter(pk=head.pk).update(role=Role.LEARNER)
    client = Client()
    client.post(login, {"login": head.username, "password": password})
    assert user_of(client) is None
    sent = {"username": "new", "password1": "a-long-word-9", "password2": "a-long-word-9"}
    Client().post(reverse("account_signup"), sent)
    assert not User.objects.filter(username="new").exists()
