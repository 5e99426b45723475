"""The board of claims: it fills with one's own figures, and gives no prediction's answer away."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from labs.models import LabSession, TaskResult
from lessons.experiments.claims_board import Board, board, board_state
from lessons.publishing import selectors
from tests.lessons.courses import course_publish, course_write
from tests.lessons.experiments.conftest import measured
from tests.lessons.experiments.test_views import predict
from tests.lessons.pages import text_of
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("course")
path = "/en/courses/my-course/claims/"
answers = ("It takes a while", "Short or long", "BECAUSE", "SPOILT", "2.3 ms")


def board_of(user: User | None) -> Board:
    published = selectors.course_current_or_404("my-course")
    return board(published, "en", "en", board_state(user, published))


def tile_in(html: str, claim: str) -> str:
    found = re.search(rf'<li class="tile[^>]*id="claim-{claim}">.*?</li>', html)
    assert found
    return found[0]


def test_nobody_reads_an_answer_before_they_predict(
    client: Client, guest_client: Client, learner_client: Client
) -> None:
    for each in (client, guest_client, learner_client):
        html = text_of(each.get(path))
        assert not [words for words in answers if words in html]
        start = tile_in(html, "start")
        assert "It takes no time." in start  # what was written once
        assert "Predict first" in start
        assert "verdict" not in start
        assert "To be predicted first" in tile_in(html, "many")  # nothing of it can be said
        assert "verdict true" in tile_in(html, "plain")
        assert "Nothing is checked yet." in html


def test_a_prediction_opens_its_tile_and_no_other(
    learner_client: Client, stranger_client: Client
) -> None:
    assert predict(learner_client, "start", "12").status_code in {200, 302}
    html = text_of(learner_client.get(path))
    assert "verdict true" in tile_in(html, "start")
    assert "Not run yet" in tile_in(html, "start")
    assert "verdict" not in tile_in(html, "many")
    assert "verdict" not in tile_in(text_of(stranger_client.get(path)), "start")


def test_ones_own_figure_fills_the_tiles_that_it_is_of(
    learner: User, stranger: User, learner_client: Client, stranger_client: Client
) -> None:
    measured(learner, 91)
    html = text_of(learner_client.get(path))
    for claim in ("start", "many"):
        tile = tile_in(html, claim)
        assert 'class="tile tile-container filled"' in tile
        assert "91 ms" in tile
        assert "vm TCG on runc" in tile
    assert "2 of 4 claims checked" in html
    assert "Nothing is checked yet." not in html
    assert board_of(learner).count.done == 2
    assert board_of(stranger).count.done == board_of(None).count.done == 0
    assert "91 ms" not in text_of(stranger_client.get(path))


def test_a_claim_without_a_figure_is_checked_by_its_task(learner: User) -> None:
    now = timezone.now()
    session = LabSession.objects.create(
        user=learner,
        course="my-course",
        lab="first-lab",
        revision="r",
        spec_json={},
        state="ended",
        due_at=now,
        ended_at=now,
    )
    TaskResult.objects.create(
        session=session, task="say-hello", outcome="passed", passed_at=now, points=1
    )
    checked = {tile.place.claim: tile.checked for tile in board_of(learner).tiles}
    assert checked == {"overwrites": False, "start": True, "many": False, "plain": False}
    following = board_of(learner).next
    assert following
    assert following.place.claim == "overwrites"


def test_who_teaches_sees_all(instructor_client: Client) -> None:
    assert "verdict true" in tile_in(text_of(instructor_client.get(path)), "start")


def test_a_tile_leads_to_its_claim(client: Client) -> None:
    html = text_of(client.get(path))
    assert 'href="/en/courses/my-course/lessons/first-steps/#start"' in tile_in(html, "start")


def test_a_course_without_claims_says_so_and_does_not_lead_there(
    client: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    course_publish(course_write(tmp_path_factory.mktemp("small") / "small"))
    selectors.current_forget()
    assert "examines no claims" in text_of(client.get("/en/courses/small/claims/"))
    assert "/claims/" not in text_of(client.get("/en/courses/small/"))
    assert path in text_of(client.get("/en/courses/my-course/"))
