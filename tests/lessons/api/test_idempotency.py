"""A POST that is sent twice with one key is done once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from lessons.api import idempotency
from lessons.api.idempotency import answers_expire
from lessons.models import ApiAnswer, Class, Membership
from tests.conftest import user_make
from tests.lessons.api.conftest import Program, program
from virtlearn.people.models import Role, User

kim = {"who": "kim@example.org"}


def add(asks: Program, row: Class, key: str | None, body: object = kim) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return asks.send("POST", f"/classes/{row.pk}/members", body, **headers)


def test_the_same_request_is_done_once_and_answered_twice(row: Class, teacher: User) -> None:
    asks = program(teacher)
    first, second = add(asks, row, "a-1"), add(asks, row, "a-1")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Membership.objects.filter(invited_email="kim@example.org").count() == 1
    assert add(asks, row, "a-2").json()["code"] == "class-there-already"
    assert add(asks, row, None).status_code == 409


def test_a_refusal_is_repeated_too(row: Class, teacher: User) -> None:
    asks = program(teacher)
    first = add(asks, row, "a", {"who": "nobody at all"})
    assert first.status_code == 422
    user_make("nobody at all")
    assert add(asks, row, "a", {"who": "nobody at all"}).content == first.content


def test_another_request_needs_another_key(row: Class, teacher: User) -> None:
    asks = program(teacher)
    add(asks, row, "a")
    answer = add(asks, row, "a", {"who": "ben@example.org"})
    assert (answer.status_code, answer.json()["code"]) == (422, "api-key-taken")
    other = Class.objects.create(name="Other", course=row.course, join_code="other")
    assert add(asks, other, "a").json()["code"] == "api-key-taken"


def test_one_that_runs_is_not_done_beside_itself(row: Class, teacher: User) -> None:
    asks = program(teacher)
    add(asks, row, "a")
    ApiAnswer.objects.update(status=0)
    Membership.objects.filter(invited_email="kim@example.org").delete()
    answer = add(asks, row, "a")
    assert (answer.status_code, answer.json()["code"]) == (409, "api-key-running")
    assert not Membership.objects.filter(invited_email="kim@example.org").exists()
    ApiAnswer.objects.update(made_at=F("made_at") - idempotency.running_most)
    assert add(asks, row, "a").status_code == 201


def test_keys_are_each_tokens_own(row: Class, teacher: User) -> None:
    add(program(teacher), row, "a")
    assert add(program(teacher), row, "a").status_code == 409  # done, and so refused: not repeated
    head = user_make("head", Role.HEAD)
    other = add(program(head), row, "a", {"who": "ben@example.org"})
    assert other.status_code == 201


def test_after_a_day_the_key_is_free(row: Class, teacher: User) -> None:
    asks = program(teacher)
    add(asks, row, "a")
    assert answers_expire() == 0
    ApiAnswer.objects.update(made_at=F("made_at") - timedelta(hours=24, seconds=1))
    assert add(asks, row, "a", {"who": "ben@example.org"}).status_code == 201
    assert answers_expire(timezone.now() + timedelta(days=2)) == 1


def test_what_another_try_may_change_is_not_kept(row: Class, assistant: User) -> None:
    asks = program(assistant)
    assert add(asks, row, "a").status_code == 403
    assert not ApiAnswer.objects.exists()


def test_a_fault_of_the_site_leaves_the_key_free(
    row: Class, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = program(teacher)

    def broken(**_more: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("lessons.classes.members.services.member_add", broken)
        with pytest.raises(RuntimeError):
            add(asks, row, "a")
    assert add(asks, row, "a").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ä"])
def test_what_is_no_key_is_refused(row: Class, teacher: User, key: str) -> None:
    answer = add(program(teacher), row, key)
    assert (answer.status_code, answer.json()["code"]) == (422, "api-key-shape")


def test_answers_are_sealed(row: Class, teacher: User) -> None:
    add(program(teacher), row, "a")
    assert "kim@example.org" not in str(ApiAnswer.objects.values())


def test_every_post_takes_one(row: Class, teacher: User) -> None:
    """By the OpenAPI document, and by what each route does with a key that runs."""
    asks = program(teacher)
    schema = asks.get("/openapi.json").json()
    posts = {path: each["post"] for path, each in schema["paths"].items() if "post" in each}
    assert len(posts) > 5
    for path, each in posts.items():
        names = [given["name"] for given in each["parameters"]]
        assert "Idempotency-Key" in names, path
        assert "409" in each["responses"], path
        asked = re.sub(r"\{\w+\}", "1", path).removeprefix("/api/v1")
        bad = asks.send("POST", asked, {}, **{"Idempotency-Key": "a b"})
        assert (bad.status_code, bad.json()["code"]) == (422, "api-key-shape"), path
