"""Sessions and users as Django's own engine and backend give them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.conftest import user_make
from virtlearn.people.backend import Backend
from virtlearn.people.models import User
from virtlearn.rows import RowByKey
from virtlearn.sessions import SessionStore

pytestmark = pytest.mark.django_db


def session_make() -> str:
    store = SessionStore()
    store["seen"] = {"kernel": [1, 2]}
    store.save()
    assert store.session_key
    return store.session_key


def test_session_is_read_again() -> None:
    assert SessionStore(session_make())["seen"] == {"kernel": [1, 2]}


def test_session_that_expired_is_empty() -> None:
    key = session_make()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert list(SessionStore(key).items()) == []


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", "eyJhIjoxfQ:1tQ:xyz"])
def test_session_of_another_engine_is_empty(text: str) -> None:
    key = session_make()
    Session.objects.update(session_data=text)
    assert list(SessionStore(key).items()) == []


def test_session_that_is_new_is_written_once(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):  # between a savepoint and its release
        session_make()


def test_session_key_that_is_taken_is_not_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter(["a" * 32, "a" * 32, "b" * 32])
    monkeypatch.setattr("virtlearn.sessions.get_random_string", lambda *_: next(keys))
    first = session_make()
    second = SessionStore()
    second["seen"] = "mine"
    second.save()
    assert second.session_key == "b" * 32
    assert SessionStore(first)["seen"] == {"kernel": [1, 2]}


@pytest.mark.parametrize("key", ["", "no-such-session-key-anywhere", "x' OR 1=1 --"])
def test_session_unknown_is_empty(key: str) -> None:
    session_make()
    assert list(SessionStore(key).items()) == []


def test_session_flushed_is_gone() -> None:
    key = session_make()
    SessionStore(key).flush()
    assert not Session.objects.exists()


def test_backend_gives_the_user_that_django_gives() -> None:
    user = user_make("maria")
    mine, theirs = Backend().get_user(user.pk), ModelBackend().get_user(user.pk)
    assert mine is not None
    assert isinstance(theirs, User)
    fields = [field.attname for field in User._meta.concrete_fields]
    assert [getattr(mine, name) for name in fields] == [getattr(theirs, name) for name in fields]
    assert not mine._state.adding


def test_backend_gives_nobody_who_is_gone_or_inactive() -> None:
    user = user_make("maria")
    User.objects.update(is_active=False)
    assert Backend().get_user(user.pk) is None
    user.delete()
    assert Backend().get_user(user.pk or 1) is None


def test_row_is_read_with_one_statement(django_assert_num_queries: Any) -> None:
    rows = RowByKey(User, 0)
    keys = [user_make(name).pk for name in ("one", "two")]
    with django_assert_num_queries(2):
        assert [row.username for key in keys if (row := rows.get(key))] == ["one", "two"]
