"""Predict before reveal: what of a claim is in a page, for whom, and from when on."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from lessons.experiments.covers import Cover, Reader, cover_of
from lessons.experiments.presenter import Experiment
from lessons.experiments.selectors import Predicted
from lessons.models import Prediction
from tests.lessons.experiments.conftest import measured, page
from tests.lessons.experiments.test_views import htmx, predict, text_of
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("course")
given_away = ("It takes a while", "SPOILT", "TABLE")
verdict = 'class="verdict true"'


def content(client: Client, path: str = page) -> str:
    return client.get(path).content.decode()


def claim_in(html: str, name: str) -> str:
    """The element of a claim, to the next one."""
    return re.split(r'(?=<section class="claim )', html[html.index(f'id="{name}"') :])[0]


def element(html: str, name: str) -> str:
    found = re.search(rf'<(data|section) [^>]*id="{name}".*?</\1>', html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_learners_get_no_letter_of_it_before_they_predict(
    learner_client: Client, guest_client: Client, language: str
) -> None:
    for client in (learner_client, guest_client):
        html = content(client, page.replace("/en/", f"/{language}/"))
        for words in given_away:
            assert words not in html
        assert verdict not in claim_in(html, "start")
        assert 'class="claim covered" id="start"' in html
        assert "It takes <em>no</em> time." in claim_in(html, "start")  # the old claim stays
        assert html.count('href="#experiment-start"') == 2
        assert verdict in claim_in(html, "plain")  # nothing is predicted there
        assert "Text says" in html


def test_a_visitors_page_has_the_whole_text_out_of_sight(client: Client) -> None:
    html = content(client)
    hidden = "".join(
        re.findall(r"<(?:span|div) hidden>.*?(?=<a |<section|</section>)", html, re.DOTALL)
    )
    for words in given_away:
        assert html.count(words) == 1
        assert words in hidden
    assert 'class="claim covered" id="start"' in html
    assert not Prediction.objects.exists()  # looking makes no guest


@pytest.mark.parametrize("data", [{"prediction": "300"}, {"skip": "yes", "prediction": ""}])
@pytest.mark.parametrize("by_htmx", [True, False])
def test_committing_or_skipping_uncovers_it_all(
    client: Client, data: dict[str, str], by_htmx: bool
) -> None:
    response = client.post(f"{page}claims/start/predict/", data, headers=htmx if by_htmx else {})
    html = content(client)
    if by_htmx:
        came = response.content.decode()
        assert came.startswith('<section class="claim true"')
        assert re.findall(r'id="(spoiler-\d)" hx-swap-oob="true"', came) == [
            "spoiler-2",
            "spoiler-3",
        ]
        for words in given_away:
            assert words in came
        assert "Short or long" not in came
    else:
        assert response["Location"] == f"{page}#experiment-start"
    assert verdict in claim_in(html, "start")
    for words in given_away:
        assert html.count(words) == 1
    assert "hidden>" not in element(html, "spoiler-2")
    assert "Short or long" not in html  # the other claim waits for its own prediction
    said = "You looked without guessing" if "skip" in data else "Your prediction: 300 ms"
    assert said in text_of(client.get(page))
    row = Prediction.objects.get()
    assert (row.number, row.choice) == (None if "skip" in data else 300, "")


def test_a_prediction_that_cannot_be_read_uncovers_nothing(guest_client: Client) -> None:
    for by_htmx in (True, False):
        response = predict(guest_client, "start", "soon", by_htmx=by_htmx)
        assert response.status_code == 422
        for words in given_away:
            assert words not in response.content.decode()


def test_a_figure_uncovers_it_in_a_page_that_is_open(learner: User, learner_client: Client) -> None:
    def fresh() -> str:
        return learner_client.get(f"{page}figures/", headers=htmx).content.decode()

    before = fresh()
    assert "SPOILT" not in before
    assert before.count("covered") >= 4  # two claims, two spoilers
    measured(learner, 812)
    after = fresh()
    assert 'class="spoiler open" id="spoiler-2"' in after
    for words in given_away:
        assert words in after
    assert "hx-swap-oob" not in after


def test_who_teaches_sees_it_with_a_mark(instructor_client: Client) -> None:
    html = content(instructor_client)
    for words in given_away:
        assert words in html
    assert 'class="claim true marked"' in html
    assert html.count("Covered for learners until they have predicted") == 4
    assert "hidden>" not in element(html, "spoiler-2")
    predict(instructor_client, "start", "300")
    assert content(instructor_client).count("Covered for learners until they have predicted") == 1


def test_an_author_who_previews_sees_it_with_a_mark(client: Client, settings: LazySettings) -> None:
    settings.COURSE_PREVIEW = "course"
    assert 'class="claim true marked"' in content(client)


def test_another_readers_prediction_uncovers_nothing(
    learner_client: Client, stranger_client: Client
) -> None:
    predict(learner_client, "start", "300")
    html = content(stranger_client)
    for words in given_away:
        assert words not in html


def test_print_and_book_have_the_whole_text(learner_client: Client) -> None:
    html = content(learner_client, "/en/courses/my-course/print/")
    for words in given_away:
        assert words in html
    assert "covered" not in html


@pytest.mark.parametrize(
    ("experiment", "reader", "cover"),
    [
        (Experiment(), Reader.VISITOR, Cover.VEILED),
        (Experiment(), Reader.LEARNER, Cover.COVERED),
        (Experiment(), Reader.TEACHER, Cover.MARKED),
    ],
)
def test_a_cover_hangs_on_the_reader(experiment: Experiment, reader: Reader, cover: Cover) -> None:
    assert cover_of(experiment, reader) == cover


@pytest.mark.parametrize("reader", list(Reader))
def test_a_prediction_uncovers_for_everybody(reader: Reader) -> None:
    predicted = Predicted(number=None, choice="", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert cover_of(Experiment(predicted=predicted), reader) == Cover.OPEN
