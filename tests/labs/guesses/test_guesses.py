"""What a learner writes down in a lab: kept for them alone, changed, emptied, merged."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import Guess
from labs.models.tasks import guess_length
from tests.labs.pages import body, place
from virtlearn.people.models import User
from virtlearn.people.services import guest_merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]

page = reverse("labs:lab", args=place)
keep = reverse("labs:guess", args=(*place, "before"))
htmx = {"HX-Request": "true"}


def fields(html: str) -> list[str]:
    """The values of the form's fields."""
    form = html[html.index('id="guess-before"') :].split("</form>", maxsplit=1)[0]
    return re.findall(r'name="answer-\d"[^>]*value="([^"]*)"', form, re.DOTALL)


def test_the_page_has_a_field_for_each_question(client: Client) -> None:
    html = body(client.get(page))
    assert fields(html) == ["", ""]
    assert "How <em>long</em>?</label>" in html
    assert "Only you can read them." in html
    assert not Guess.objects.exists()


def test_guesses_are_kept_and_changed(client: Client) -> None:
    response = client.post(keep, {"answer-1": " a  second ", "answer-2": ""}, headers=htmx)
    assert fields(body(response)) == ["a second", ""]
    assert "Kept" in body(response)
    assert fields(body(client.get(page))) == ["a second", ""]
    assert Guess.objects.get().user.is_guest
    client.post(keep, {"answer-1": "two", "answer-2": "because"}, headers=htmx)
    assert fields(body(client.get(page))) == ["two", "because"]
    client.post(keep, {"answer-2": ""}, headers=htmx)  # what is not sent stays
    assert fields(body(client.get(page))) == ["two", ""]


def test_without_scripts_the_page_comes_back_at_the_fields(client: Client) -> None:
    response = client.post(keep, {"answer-1": "two"})
    assert (response.status_code, response["Location"]) == (302, f"{page}#guess-before")


def test_what_is_too_long_is_cut_and_what_is_not_asked_is_not_kept(client: Client) -> None:
    client.post(keep, {"answer-1": "x" * 999, "answer-3": "y", "answer-0": "z"})
    (row,) = Guess.objects.all()
    assert (row.number, len(row.text)) == (1, guess_length)


def test_there_are_no_other_fields(learner_client: Client) -> None:
    other = reverse("labs:guess", args=(*place, "after"))
    assert learner_client.post(other, {"answer-1": "x"}).status_code == 404
    nowhere = reverse("labs:guess", args=(place[0], "no-lab", "before"))
    assert learner_client.post(nowhere, {"answer-1": "x"}).status_code == 404
    assert learner_client.get(keep).status_code == 405


def test_a_stranger_reads_and_changes_nothing_of_it(
    learner: User, learner_client: Client, stranger_client: Client
) -> None:
    learner_client.post(keep, {"answer-1": "secret"})
    assert "secret" not in body(stranger_client.get(page))
    stranger_client.post(keep, {"answer-1": "mine"})
    assert Guess.objects.get(user=learner).text == "secret"


def test_a_guests_guesses_come_along_where_the_account_has_none(
    guest: User, guest_client: Client, learner: User, learner_client: Client
) -> None:
    learner_client.post(keep, {"answer-1": "mine"})
    guest_client.post(keep, {"answer-1": "theirs", "answer-2": "because"})
    guest_merge(guest=guest, into=learner)
    found = dict(Guess.objects.filter(user=learner).values_list("number", "text"))
    assert found == {1: "mine", 2: "because"}
