"""Signing up where nobody may: the page says whom to ask."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from virtlearn.people.models import User


@pytest.mark.django_db
def test_where_sign_up_is_closed_the_page_says_whom_to_ask(
    client: Client, settings: LazySettings
) -> None:
    path = reverse("account_signup")
    assert "people-signup-closed" not in client.get(path).content.decode()
    settings.ACCOUNT_ALLOW_REGISTRATION = False
    data = {"username": "somebody", "password1": "Xq9!fhw2kd", "password2": "Xq9!fhw2kd"}
    for response in (client.get(path), client.post(path, data)):
        text = response.content.decode()
        assert 'data-code="people-signup-closed"' in text
        assert "Ask whoever runs the site for an account" in text
    assert not User.objects.exists()
