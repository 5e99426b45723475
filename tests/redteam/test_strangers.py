"""M3, M5, M6, L1, L2 and W10: a stranger at the forms, and with a copy of the database.

Each attack is first seen to work where nothing stands in its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse

from labs.engines.registry import engine_load, engine_use, in_use
from labs.lifecycle.services import lab_session_start
from tests.conftest import client_of, password, user_make
from tests.labs.factory import lab_make
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db

login, signup = reverse("account_login"), reverse("account_signup")
delete, change = reverse("account_delete"), reverse("account_change_password")
reset = reverse("account_reset_password")


@pytest.fixture
def fake(settings: LazySettings) -> Iterator[None]:
    """The engine that starts nothing, in use."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("fake")
    yield
    engine_use(before)
    engine_load.cache_clear()


def sign_in(client: Client, name: str, typed: str, **more: Any) -> int:
    return client.post(login, {"login": name, "password": typed}, **more).status_code


# W10, M5, M6: passwords


def test_w10_twenty_wrong_passwords(learner: User, settings: LazySettings) -> None:
    limits = settings.LIMITS
    settings.LIMITS = {**limits, "password": None}
    attacker = Client()
    assert [sign_in(attacker, "learner", "wrong") for _ in range(20)] == [200] * 20
    assert sign_in(Client(), "learner", password) == 302  # the twenty-first guess was right

    settings.LIMITS = limits
    assert [sign_in(attacker, "learner", "wrong") for _ in range(20)] == [200] * 5 + [429] * 15
    assert sign_in(attacker, "learner", password) == 429  # nor is a right guess told
    assert sign_in(attacker, "LEARNER", password) == 429
    assert sign_in(attacker, "stranger", "wrong") == 200  # others can sign in from there


def test_m6_nobody_locks_a_name_for_its_owner(learner: User) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(9):
        sign_in(Client(), "learner", "wrong", **elsewhere)
    assert sign_in(Client(), "learner", password, **elsewhere) == 429
    assert sign_in(Client(), "learner", password) == 302


def test_a_right_password_does_not_begin_the_count_anew(learner: User) -> None:
    """Else whoever has one account tries another's for ever."""
    user_make("accomplice")
    for _ in range(5):
        assert sign_in(Client(), "learner", "wrong") == 200
        assert sign_in(Client(), "accomplice", password) == 302
    assert sign_in(Client(), "learner", password) == 429


def test_a_name_and_its_address_have_one_count(learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(email="learner@example.org")
    for name in ("learner", "learner@example.org", "Learner@Example.org", "LEARNER", "learner"):
        assert sign_in(Client(), name, "wrong") == 200
    assert sign_in(Client(), "learner@example.org", password) == 429


@pytest.mark.slow("tries more names than an address may, twice")
def test_many_names_from_one_address(settings: LazySettings) -> None:
    names = [f"pupil-{number}" for number in range(200)]
    limits = settings.LIMITS
    settings.LIMITS = {**limits, "sign-in": None, "password-address": None}
    assert {sign_in(Client(), name, "Summer2026!") for name in names} == {200}
    settings.LIMITS = {**limits, "sign-in": None}
    tried = [sign_in(Client(), name, "Summer2026!") for name in names]
    assert tried == [200] * 150 + [429] * 50


def test_m5_the_limits_hold_wherever_a_password_is_asked(
    learner: User, learner_client: Client, settings: LazySettings
) -> None:
    def tries(path: str, fields: dict[str, str]) -> list[int]:
        return [learner_client.post(path, fields).status_code for _ in range(7)]

    wrong = {"password": "wrong"}
    new = {"oldpassword": "wrong", "password1": "another-good-one", "password2": "another-good-one"}
    again = reverse("account_reauthenticate")
    limits = settings.LIMITS
    settings.LIMITS = {**limits, "password": None}
    assert tries(delete, wrong) == [422] * 7
    assert tries(change, new) == [200] * 7

    settings.LIMITS = limits
    assert tries(delete, wrong) == [422] * 5 + [429] * 2
    assert tries(change, new) == tries(again, wrong) == [429] * 7  # one count for all
    assert sign_in(Client(), "learner", password) == 429
    assert learner_client.post(delete, {"password": password}).status_code == 429
    assert User.objects.filter(pk=learner.pk).exists()


# M3: a copy of the database


def test_m3_a_copy_of_the_database_signs_nobody_in(learner: User, settings: LazySettings) -> None:
    def in_by_copy() -> list[int]:
        """What the account's page answers to the keys that stand in the database."""
        statuses = []
        for key in Session.objects.values_list("session_key", flat=True):
            thief = Client()
            thief.cookies[settings.SESSION_COOKIE_NAME] = key
            statuses.append(thief.get(reverse("account")).status_code)
        return statuses

    digests = settings.SESSION_ENGINE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    client_of(learner)
    assert in_by_copy() == [200]
    Session.objects.all().delete()

    settings.SESSION_ENGINE = digests
    owner = client_of(learner)
    assert owner.get(reverse("account")).status_code == 200
    assert in_by_copy() == [302]  # the login
    cookie = owner.cookies[settings.SESSION_COOKIE_NAME].value
    assert not Session.objects.filter(session_key=cookie).exists()
    owner.post(reverse("account_logout"))
    assert owner.get(reverse("account")).status_code == 302
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert thief.get(reverse("account")).status_code == 302


def test_m3_who_was_signed_in_stays_so(learner: User, settings: LazySettings) -> None:
    digests = settings.SESSION_ENGINE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    owner = client_of(learner)
    settings.SESSION_ENGINE = digests
    migration = import_module("virtlearn.limits.migrations.0002_session_digests")
    for _ in range(2):  # what is a digest stays as it is
        migration.digest(apps, None)
    assert owner.get(reverse("account")).status_code == 200


# L1: the site's own address


def link_of_reset(client: Client, **more: Any) -> str:
    client.post(reset, {"email": "learner@example.org"}, **more)
    message = mail.outbox[-1]
    found = re.search(r"https?://\S+", str(message.body))
    assert found
    assert "6666" not in f"{message.subject}{message.body}"
    return found[0]


def test_l1_a_request_does_not_say_where_links_lead(learner: User, settings: LazySettings) -> None:
    settings.EMAIL_HOST = "mail.example.org"  # without one nobody is sent a link
    asked = RequestFactory(headers={"Host": "127.0.0.1:6666"}).get("/")
    assert asked.build_absolute_uri("/x").startswith("http://127.0.0.1:6666/")  # as it was

    User.objects.filter(pk=learner.pk).update(email="learner@example.org")
    settings.SITE_URL = "https://learn.example.org"
    link = link_of_reset(Client(headers={"Host": "127.0.0.1:6666"}))
    assert link.startswith("https://learn.example.org/en/accounts/password/reset/key/")
    path = link.removeprefix(settings.SITE_URL)
    assert Client().get(path, follow=True).status_code == 200
    for name in ("nobody@example.org", "learner@example.org"):
        Client(headers={"Host": "127.0.0.1:6666"}).post(reset, {"email": name})
    assert not any("6666" in f"{each.subject}{each.body}" for each in mail.outbox)


def test_l1_nor_where_invitations_lead(learner: User, fake: None, settings: LazySettings) -> None:
    settings.SITE_URL = "https://learn.example.org"
    session = lab_session_start(user=learner, lab=lab_make())
    path = reverse("labs:share", args=("containers-vs-kvm", "whose-kernel", session.pk))
    page = client_of(learner).post(path, headers={"Host": "127.0.0.1:6666", "HX-Request": "true"})
    text = page.content.decode()
    assert "https://learn.example.org/en/shared/" in text
    assert "6666" not in text


# L2: who has an account


def test_l2_signing_up_does_not_tell_which_addresses_are_known(settings: LazySettings) -> None:
    first = {"email": "ana@example.org", "password1": password, "password2": password}

    def answer(name: str, email: str) -> tuple[int, str]:
        response = Client().post(signup, {**first, "username": name, "email": email})
        return response.status_code, response.headers.get("Location", "")

    assert answer("ana", "ana@example.org")[0] == 302
    strict = settings.ACCOUNT_PREVENT_ENUMERATION
    settings.ACCOUNT_PREVENT_ENUMERATION = True
    assert answer("eve", "ana@example.org")[0] == 200  # "already registered"
    assert answer("eve", "unknown@example.org")[0] == 302

    settings.ACCOUNT_PREVENT_ENUMERATION = strict
    assert answer("mallory", "ana@example.org") == answer("marvin", "new@example.org")
    # The address is its owner's as before: with the own password, and for a new one.
    assert sign_in(Client(), "ana@example.org", password) == 302
