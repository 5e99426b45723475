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


lesson = "/en/courses/small/lessons/first/?from=mail"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["account_signup", "account_login"])
def test_who_comes_from_a_page_is_led_back_to_it(client: Client, page: str) -> None:
    path = reverse(page)
    response = client.get(path, headers={"referer": f"http://testserver{lesson}"})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{path}?next=")
    text = client.get(response["Location"]).content.decode()
    assert f'name="next" value="{lesson}"' in text
    data = {"username": "somebody", "password1": "Xq9!fhw2kd", "password2": "Xq9!fhw2kd"}
    if page == "account_login":
        User.objects.create_user(username="somebody", password=data["password1"])
        data = {"login": "somebody", "password": data["password1"]}
    answer = client.post(path, {**data, "next": lesson})
    assert answer.status_code == 302
    assert answer["Location"] == lesson


@pytest.mark.django_db
@pytest.mark.parametrize(
    "referer",
    ["", "https://elsewhere.example/en/", "http://testserver/en/accounts/login/?next=/en/", "x"],
)
def test_elsewhere_is_no_page_to_come_back_to(client: Client, referer: str) -> None:
    response = client.get(reverse("account_signup"), headers={"referer": referer})
    assert response.status_code == 200


@pytest.mark.django_db
def test_another_site_is_not_led_to(client: Client) -> None:
    data = {"username": "somebody", "password1": "Xq9!fhw2kd", "password2": "Xq9!fhw2kd"}
    sent = {**data, "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_signup"), sent)["Location"] == "/en/"


@pytest.mark.django_db
def test_an_e_mail_can_be_added_where_it_has_a_use(
    learner_client: Client, settings: LazySettings
) -> None:
    page = reverse("account")
    emails = reverse("account_email")
    assert emails not in learner_client.get(page).content.decode()
    settings.EMAIL_HOST = "mail.example.org"
    assert emails in learner_client.get(page).content.decode()


@pytest.mark.django_db
def test_errors_name_who_helps(client: Client, settings: LazySettings) -> None:
    settings.HELP_CONTACT = "desk@example.org"
    assert "desk@example.org" in client.get("/en/nowhere/").content.decode()
