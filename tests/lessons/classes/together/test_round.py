"""A class predicts a claim, runs it, talks, predicts again, and compares."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lessons.models import Class, Membership, Prediction, PredictionRound, RoundAnswer
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.experiments.conftest import kvm, measured
from virtlearn.people.models import Role, User

htmx = {"HX-Request": "true"}
start, many = "first-steps/start", "first-steps/many"


def text_of(response: Any) -> str:
    bare = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.unescape(bare).split())


def base(row: Class) -> str:
    return f"/en/classes/{row.pk}/together/"


@pytest.fixture
def people(row: Class) -> list[User]:
    """Four learners of the class."""
    users = [user_make(f"learner-{number}") for number in range(4)]
    for number, user in enumerate(users):
        place(row, user, name=f"Person {number}")
    return users


@pytest.fixture
def begun(row: Class, teacher_client: Client) -> PredictionRound:
    response = teacher_client.post(f"{base(row)}begin/", {"claim": start})
    found = PredictionRound.objects.get()
    assert response.headers["Location"] == f"{base(row)}{found.pk}/"
    return found


def at(found: PredictionRound) -> str:
    return f"/en/classes/{found.in_class_id}/together/{found.pk}/"


def answer(found: PredictionRound, user: User, typed: str, **headers: str) -> Any:
    return client_of(user).post(f"{at(found)}answer/", {"prediction": typed}, headers=headers)


def go(found: PredictionRound, client: Client, to: str = "next") -> None:
    found.refresh_from_db()
    assert client.post(f"{at(found)}move/", {"to": to, "seen": found.phase}).status_code == 302
    found.refresh_from_db()


def test_claims_that_can_be_predicted_and_measured_are_offered(
    row: Class, teacher_client: Client
) -> None:
    text = text_of(teacher_client.get(base(row)))
    assert "It takes a while" in text
    assert "Short or long" in text
    assert "It can be run" not in text  # nothing is predicted there


def test_a_whole_round(
    row: Class, people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    screen = f"{at(begun)}screen/"
    for user, typed in zip(people[:3], ("100", "200", "300"), strict=True):
        assert answer(begun, user, typed).status_code == 302
    page = text_of(teacher_client.get(at(begun)))
    assert "3 of 4 have predicted" in page
    assert "Person 3" in page
    # Nobody sees what others predict, the projector neither.
    for text in (
        page,
        text_of(teacher_client.get(screen)),
        text_of(client_of(people[3]).get(at(begun))),
    ):
        assert "median" not in text
        assert "The picture comes when all have predicted" in text

    go(begun, teacher_client)
    assert begun.phase == "run"
    assert answer(begun, people[3], "400", **htmx).status_code == 422
    for user, figure in zip(people, (1000, 1100, 1200, 1300), strict=True):
        measured(user, figure)
    text = text_of(teacher_client.get(screen))
    assert "Predicted: 3 people, median 200 ms" in text
    assert "Measured: 4 people, median 1150 ms" in text
    assert "Person" not in text
    assert "translates the guest" in text

    go(begun, teacher_client)
    assert "Talk with somebody beside you" in text_of(client_of(people[0]).get(at(begun)))
    go(begun, teacher_client)
    for user in people:
        assert answer(begun, user, "1150").status_code == 302
    assert "Predicted again" not in text_of(teacher_client.get(screen)).partition("Compare")[2]
    go(begun, teacher_client)
    text = text_of(teacher_client.get(screen))
    assert "Predicted again: 4 people, median 1150 ms" in text
    own = text_of(client_of(people[0]).get(at(begun)))
    assert "You predicted 100 ms You measured 1000 ms You predicted again 1150 ms" in own

    go(begun, teacher_client, "end")
    assert begun.closed_at
    assert "This round is over" in text_of(client_of(people[0]).get(at(begun)))
    assert answer(begun, people[0], "9", **htmx).status_code == 422
    assert "It takes a while" in text_of(client_of(people[0]).get(base(row)))


def test_choices_are_counted_and_figures_fall_into_them(
    row: Class, people: list[User], teacher_client: Client
) -> None:
    teacher_client.post(f"{base(row)}begin/", {"claim": many})
    found = PredictionRound.objects.get()
    for user, choice in zip(people, ("short", "short", "short", "long"), strict=True):
        answer(found, user, choice)
    go(found, teacher_client)
    for user in people:
        measured(user, 5000)
    text = text_of(teacher_client.get(f"{at(found)}screen/"))
    assert "Short indeed 3 0 Long 1 4" in text


def test_an_answer_can_be_changed_while_its_phase_lasts_and_shows_nothing_before(
    people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    answer(begun, people[0], "100")
    assert not Prediction.objects.exists()  # with it the lesson would show what becomes of it
    answer(begun, people[0], "150")
    assert RoundAnswer.objects.get().number == 150
    go(begun, teacher_client)
    assert Prediction.objects.get(user=people[0]).number == 150
    assert not RoundAnswer.objects.get().informed


def test_who_has_seen_the_answer_in_the_lesson_is_counted_as_informed(
    people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    Prediction.objects.create(
        user=people[0],
        course=begun.in_class.course.slug,
        lesson=begun.lesson,
        claim=begun.claim,
        number=None,
        choice="",
    )
    answer(begun, people[0], "150")
    answer(begun, people[1], "150")
    assert RoundAnswer.objects.get(user=people[0]).informed
    assert not RoundAnswer.objects.get(user=people[1]).informed
    go(begun, teacher_client, "end")
    assert Prediction.objects.get(user=people[1]).number == 150
    assert Prediction.objects.get(user=people[0]).number is None


def test_what_cannot_be_read_comes_back_with_its_reason(
    people: list[User], begun: PredictionRound
) -> None:
    response = answer(begun, people[0], "soon", **htmx)
    assert response.status_code == 422
    assert 'value="soon"' in response.content.decode()
    assert "prediction-not-a-number" in response.content.decode()
    whole = answer(begun, people[0], "soon")
    assert "<!DOCTYPE html>" in whole.content.decode()
    assert 'value="soon"' in whole.content.decode()
    assert not RoundAnswer.objects.exists()
    # The page that asks again does not lose it to what the server has.
    seen = re.search(r"seen=(\w+)", response.content.decode())
    assert seen
    again = client_of(people[0]).get(f"{at(begun)}?part=task&seen={seen[1]}", headers=htmx)
    assert again.status_code == 204


def test_figures_of_before_and_of_others_do_not_count(
    row: Class, people: list[User], begun: PredictionRound, teacher: User, teacher_client: Client
) -> None:
    old = measured(people[0], 5)
    type(old).objects.filter(pk=old.pk).update(measured_at=timezone.now() - timedelta(days=1))
    answer(begun, people[0], "100")
    assert RoundAnswer.objects.get().informed
    assert "One of them had measured it, or seen its answer, before" in text_of(
        teacher_client.get(at(begun))
    )
    go(begun, teacher_client)
    for user, figure in zip(people[1:], (1000, 1100, 1200), strict=True):
        measured(user, figure)
    measured(people[1], 7, on=kvm)
    measured(user_make("elsewhere"), 8)
    measured(teacher, 9)
    text = text_of(teacher_client.get(f"{at(begun)}screen/"))
    assert "Measured: 3 people, median 1100 ms" in text
    assert "From 1000 ms on the left to 1200 ms" in text


def test_less_than_three_people_are_not_shown(
    people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    for user in people[:2]:
        answer(begun, user, "100")
    go(begun, teacher_client)
    measured(people[0], 1)
    text = text_of(teacher_client.get(f"{at(begun)}screen/"))
    assert "shown from three people on" in text
    assert "median" not in text


def test_two_figures_beside_many_predictions_are_not_shown(
    people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    for user in people:
        answer(begun, user, "100")
    go(begun, teacher_client)
    for user in people[:2]:
        measured(user, 1)
    text = text_of(teacher_client.get(f"{at(begun)}screen/"))
    assert "Predicted: 4 people" in text
    assert "Measured:" not in text


def test_one_round_at_a_time(row: Class, begun: PredictionRound, teacher_client: Client) -> None:
    teacher_client.post(f"{base(row)}begin/", {"claim": many})
    assert PredictionRound.objects.count() == 1
    assert "The class is in another round" in text_of(teacher_client.get(base(row)))
    go(begun, teacher_client, "end")
    teacher_client.post(f"{base(row)}begin/", {"claim": many})
    assert PredictionRound.objects.count() == 2


def test_two_pages_of_a_teacher_move_it_once(
    begun: PredictionRound, teacher_client: Client
) -> None:
    for _page in range(2):
        teacher_client.post(f"{at(begun)}move/", {"to": "next", "seen": "predict"})
    begun.refresh_from_db()
    assert begun.phase == "run"
    assert "moved on meanwhile" in text_of(teacher_client.get(at(begun)))
    go(begun, teacher_client, "back")
    assert begun.phase == "predict"
    go(begun, teacher_client, "back")
    assert begun.phase == "predict"


@pytest.mark.parametrize("claim", ["", "first-steps", "first-steps/plain", "no/start", "x/y/z"])
def test_nothing_else_is_put_before_a_class(row: Class, teacher_client: Client, claim: str) -> None:
    teacher_client.post(f"{base(row)}begin/", {"claim": claim})
    assert not PredictionRound.objects.exists()


def test_a_class_that_is_over_begins_none(row: Class, teacher_client: Client) -> None:
    Class.objects.update(ends_on=timezone.now().date() - timedelta(days=2))
    assert "Begin a round" not in text_of(teacher_client.get(base(row)))
    teacher_client.post(f"{base(row)}begin/", {"claim": start})
    assert not PredictionRound.objects.exists()


def test_strangers_and_learners(
    row: Class,
    people: list[User],
    begun: PredictionRound,
    assistant_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    learner = client_of(people[0])
    pages = ("", "screen/", "?part=picture")
    for page in pages:
        for each in (stranger_client, other):
            assert each.get(at(begun) + page).status_code == 404
        assert client.get(at(begun) + page).status_code == 302
    assert learner.get(f"{at(begun)}screen/").status_code == 404
    assert assistant_client.get(f"{at(begun)}screen/").status_code == 200
    for each, status in (
        (stranger_client, 404),
        (other, 404),
        (learner, 404),
        (assistant_client, 403),
    ):
        moved = each.post(f"{at(begun)}move/", {"to": "next", "seen": "predict"})
        assert moved.status_code == status
        assert each.post(f"{base(row)}begin/", {"claim": many}).status_code == status
    begun.refresh_from_db()
    assert begun.phase == "predict"
    for each in (stranger_client, other, assistant_client):
        assert each.post(f"{at(begun)}answer/", {"prediction": "1"}).status_code == 404
    assert not RoundAnswer.objects.exists()
    elsewhere = at(begun).replace(f"/{row.pk}/", f"/{row.pk + 1}/")
    assert learner.get(elsewhere).status_code == 404


def test_who_was_removed_is_not_in_it(
    row: Class, people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    for user in people:
        answer(begun, user, "100")
    Membership.objects.filter(user=people[0]).update(state=Membership.State.REMOVED)
    assert client_of(people[0]).get(at(begun)).status_code == 404
    assert "3 of 3 have predicted" in text_of(teacher_client.get(at(begun)))


def test_parts_come_only_where_they_are_other(
    people: list[User], begun: PredictionRound, teacher_client: Client
) -> None:
    learner = client_of(people[0])
    page = learner.get(at(begun)).content.decode()
    found = re.findall(r"part=(\w+)&amp;seen=(\w+)", page)
    assert [name for name, _seen in found] == ["task", "picture"]
    for name, seen in found:
        address = f"{at(begun)}?part={name}&seen={seen}"
        assert learner.get(address, headers=htmx).status_code == 204
        answer(begun, people[1], "100")
        assert learner.get(address, headers=htmx).status_code == 204  # others' are not its news
    go(begun, teacher_client)
    for name, seen in found:
        changed = learner.get(f"{at(begun)}?part={name}&seen={seen}", headers=htmx)
        assert changed.status_code == 200
        assert changed.content.decode().strip().startswith(("<div", "<section"))


def test_the_classs_page_leads_to_it(
    row: Class, people: list[User], begun: PredictionRound
) -> None:
    page = client_of(people[0]).get(f"/en/classes/{row.pk}/")
    assert "The class is predicting a claim right now" in text_of(page)
    assert at(begun) in page.content.decode()
