"""Tokens: made and revoked on a page, kept as digests, valid for what and whom they say."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lessons.api.tokens import services
from lessons.api.tokens.scopes import Scope
from lessons.api.tokens.text import token_new, token_read
from lessons.models import ApiToken, Class, Membership
from tests.conftest import client_of, user_make
from tests.lessons.api.conftest import Program, program
from virtlearn.core.rate import Rate
from virtlearn.limits.models import Tally
from virtlearn.people.models import AuditAction, AuditEntry, Role, User

url = "/en/account/tokens/"
form = {"name": "Records", "scopes": ["me:read"], "days": "30", "in_class": ""}


def test_a_token_is_shown_once_and_opens_the_api(learner: User, learner_client: Client) -> None:
    made = learner_client.post(url, form)
    found = re.search(r'value="(vl_[0-9a-f]{16}_[0-9a-f]{64})"', made.content.decode())
    assert found
    assert "no-store" in made["Cache-Control"]
    assert Program(found[1]).get("/me").json()["username"] == "learner"
    row = ApiToken.objects.get()
    assert row.last_used_at
    assert row.last_address == "127.0.0.1"
    secret = found[1].rpartition("_")[2]
    assert secret not in str(ApiToken.objects.values())
    assert secret not in learner_client.get(url).content.decode()
    assert AuditEntry.objects.get(action=AuditAction.TOKEN_MADE).actor == learner.pk


def test_one_that_is_revoked_is_refused_at_once(learner: User, learner_client: Client) -> None:
    asks = program(learner)
    assert asks.get("/me").status_code == 200
    row = ApiToken.objects.get()
    learner_client.post(f"{url}{row.pk}/revoke/")
    answer = asks.get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "api-token-wrong")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Revoked" in learner_client.get(url).content.decode()
    assert AuditEntry.objects.filter(action=AuditAction.TOKEN_REVOKED).count() == 1


def test_nobody_revokes_or_sees_that_of_another(learner: User, stranger_client: Client) -> None:
    program(learner)
    row = ApiToken.objects.get()
    assert stranger_client.post(f"{url}{row.pk}/revoke/").status_code == 404
    assert "Grades to records" not in stranger_client.get(url).content.decode()
    row.refresh_from_db()
    assert row.revoked_at is None


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"must_change_password": True}, {"is_guest": True}],
    ids=["closed", "one-time-password", "guest"],
)
def test_it_ends_with_what_its_owner_may(learner: User, change: dict[str, bool]) -> None:
    asks = program(learner)
    User.objects.filter(pk=learner.pk).update(**change)
    assert asks.get("/me").status_code == 401


def test_it_expires(learner: User) -> None:
    asks = program(learner)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert asks.get("/me").status_code == 401


@pytest.mark.parametrize("change", ["a", "A", " ", "vl_"])
def test_only_the_whole_secret_is_taken(learner: User, change: str) -> None:
    asks = program(learner)
    key = asks.token[: asks.token.rindex("_")]
    assert Program(f"{key}_{'0' * 64}").get("/me").status_code == 401
    assert Program(asks.token + change).get("/me").status_code == 401
    assert Program(asks.token[:-1] + change[:1]).get("/me").status_code in {401, 200}
    assert Program(asks.token.upper()).get("/me").status_code == 401


def test_a_cookie_opens_nothing(learner_client: Client, db: None) -> None:
    answer = learner_client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "api-token-missing")
    assert answer["Content-Type"] == "application/problem+json"


def test_each_route_asks_for_its_scope(row: Class, teacher: User, member: Membership) -> None:
    wanted = {
        "/me": Scope.ME_READ,
        "/classes": Scope.CLASSES_READ,
        f"/classes/{row.pk}": Scope.CLASSES_READ,
        f"/classes/{row.pk}/members": Scope.CLASSES_READ,
        f"/classes/{row.pk}/members/{member.pk}": Scope.CLASSES_READ,
        f"/classes/{row.pk}/assignments": Scope.CLASSES_READ,
        f"/classes/{row.pk}/grades": Scope.GRADES_READ,
    }
    for path, scope in wanted.items():
        others = program(teacher, [each for each in Scope if each != scope])
        answer = others.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "api-scope-missing"), path
        assert scope in answer.json()["title"]
        assert program(teacher, [scope]).get(path).status_code == 200, path


def test_a_token_of_one_class_reaches_no_other(
    row: Class, teacher: User, member: Membership
) -> None:
    other = Class.objects.create(name="Other", course=row.course, join_code="other")
    Membership.objects.create(
        in_class=other,
        user=teacher,
        role=Membership.Role.TEACHER,
        state=Membership.State.JOINED,
        joined_at=timezone.now(),
    )
    bound = program(teacher, in_class=row)
    assert [each["id"] for each in bound.get("/classes").json()["items"]] == [str(row.pk)]
    assert bound.get(f"/classes/{row.pk}/members").status_code == 200
    for path in ("", "/members", "/assignments", "/grades", "/grades/mine"):
        assert bound.get(f"/classes/{other.pk}{path}").status_code == 404
    whole = program(teacher)
    assert len(whole.get("/classes").json()["items"]) == 2


def test_who_asks_too_often_is_told_for_how_long(learner: User, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, "api": Rate(2, timedelta(minutes=5))}
    asks = program(learner)
    assert [asks.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    answer = asks.get("/me")
    assert 0 < int(answer["Retry-After"]) <= 300
    assert answer.json()["code"] == "api-too-many"
    assert program(learner).get("/me").status_code == 200  # another token is counted by itself


def test_guessing_ends_early_and_right_tokens_are_not_counted(
    learner: User, settings: LazySettings
) -> None:
    settings.LIMITS = {**settings.LIMITS, "api-wrong": Rate(3, timedelta(minutes=5))}
    asks = program(learner)
    assert {asks.get("/me").status_code for _ in range(6)} == {200}
    guesses = [Program(str(token_new())).get("/me").status_code for _ in range(5)]
    assert guesses == [401, 401, 401, 429, 429]


def test_nobody_has_more_than_fifty(
    learner: User, learner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "tokens_most", 1)
    assert learner_client.post(url, form).status_code == 200
    answer = learner_client.post(url, form)
    assert answer.status_code == 422
    assert 'data-code="api-tokens-too-many"' in answer.content.decode()


def test_a_valid_token_costs_one_write_a_request(learner: User) -> None:
    """What counts its requests; when it was used last is noted once a minute."""
    asks = program(learner)
    assert asks.get("/me").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert asks.get("/me").status_code == 200
    done = [each["sql"].split()[0] for each in asked]
    writes = [each for each in done if each in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == ["UPDATE"]
    assert not Tally.objects.filter(key__startswith="api-wrong").exists()


def test_an_address_that_guesses_is_refused_with_right_tokens_too(
    learner: User, settings: LazySettings
) -> None:
    settings.LIMITS = {**settings.LIMITS, "api-wrong": Rate(2, timedelta(minutes=5))}
    for _ in range(3):
        Program(str(token_new())).get("/me")
    answer = program(learner).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (429, "api-too-many")
    assert 0 < int(answer["Retry-After"]) <= 300


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"scopes": []}, {"scopes": ["admin"]}, {"days": "400"}, {"in_class": "1"}],
    ids=str,
)
def test_a_wrong_form_makes_nothing_and_keeps_what_was_typed(
    learner_client: Client, learner: User, change: dict[str, object]
) -> None:
    answer = learner_client.post(url, {**form, **change})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()
    assert change.get("name") == "" or 'value="Records"' in answer.content.decode()


def test_a_class_of_others_is_no_choice(row: Class, stranger_client: Client) -> None:
    assert row.name not in stranger_client.get(url).content.decode()
    answer = stranger_client.post(url, {**form, "in_class": str(row.pk)})
    assert answer.status_code == 422


def test_a_head_may_bind_one_to_any_class(row: Class) -> None:
    head = user_make("head", Role.HEAD)
    assert row.name in client_of(head).get(url).content.decode()


@given(st.text())
def test_any_text_is_a_token_or_none(text: str) -> None:
    found = token_read(text)
    assert found is None or str(found) == text


def test_what_is_made_can_be_read() -> None:
    made = token_new()
    assert token_read(str(made)) == made
    assert made.proves(made.digest)
    assert not made.proves(token_new().digest)
