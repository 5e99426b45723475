from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from virtlearn.people.first_run import first_run_token
from virtlearn.people.models import Role, User


@pytest.fixture(autouse=True)
def _var(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.django_db
def test_who_has_the_link_becomes_the_first_head(client: Client) -> None:
    url = reverse("first_run", args=[first_run_token()])
    assert client.get(url).status_code == 200
    response = client.post(url, {"username": "ana", "password": "correct horse battery"})
    assert response.status_code == 302
    ana = User.objects.get(username="ana")
    assert ana.is_head
    assert ana.is_instructor
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_nothing_is_lost(client: Client) -> None:
    url = reverse("first_run", args=[first_run_token()])
    response = client.post(url, {"username": "ana", "password": "1234"})
    assert response.status_code == 422
    assert "ana" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_guessed_link_is_404(client: Client) -> None:
    first_run_token()
    assert client.get(reverse("first_run", args=["guess"])).status_code == 404
    assert client.post(reverse("first_run", args=["guess"])).status_code == 404


def test_the_link_ends_with_the_first_head(client: Client, learner: User) -> None:
    token = first_run_token()
    assert token
    learner.role = Role.INSTRUCTOR
    learner.save()
    assert first_run_token() == token
    learner.role = Role.HEAD
    learner.save()
    assert first_run_token() is None
    assert client.get(reverse("first_run", args=[token])).status_code == 404
