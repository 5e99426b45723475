"""Who was signed in before sessions were Django's own stays signed in."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from virtlearn.people.models import User

migration = import_module("virtlearn.people.migrations.0002_sessions_signed")
pytestmark = pytest.mark.django_db


def account(client: Client) -> int:
    return client.get("/en/account/").status_code


def test_a_session_of_plain_json_is_kept(learner: User, learner_client: Client) -> None:
    data = {
        SESSION_KEY: str(learner.pk),
        "_auth_user_backend": "virtlearn.people.backend.Backend",
        HASH_SESSION_KEY: learner.get_session_auth_hash(),
    }
    Session.objects.update(session_data=json.dumps(data, separators=(",", ":")))
    assert account(learner_client) == 302  # the login
    for _ in range(2):  # what is signed stays as it is
        migration.sign(apps, None)
        assert account(learner_client) == 200
