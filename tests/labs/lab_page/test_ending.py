"""What a lab leaves when it has ended: figures by names for people, a card, the replay."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.lab_page.ending import figures_of, labels_of
from labs.lifecycle import services
from labs.models import LabSession, Measurement, Recording
from labs.spec.charts import ChartDecl
from tests.labs.factory import lab_make
from tests.labs.live import lab_live
from tests.labs.pages import body, place
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("provider")

page = reverse("labs:lab", args=place)
card = reverse("labs:card", args=place)


@pytest.fixture
def session(learner: User) -> LabSession:
    return services.lab_session_start(user=learner, lab=lab_make())


def measured(session: LabSession, key: str, value: float, unit: str = "GHz") -> Measurement:
    return Measurement.objects.create(
        user=session.user,
        session=session,
        course=session.course,
        lab=session.lab,
        key=key,
        value=value,
        unit=unit,
        measured_on="container on Fake 1.0",
        measured_at=timezone.now(),
    )


def ending(response_body: str) -> str:
    found = re.search(r'<section class="lab-ending".*?</section>', response_body, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_a_lab_that_runs_has_no_ending(learner_client: Client, session: LabSession) -> None:
    measured(session, "kernel.release", 6.18)
    assert not ending(body(learner_client.get(page)))


@pytest.mark.parametrize(("language", "task"), [("en", "Task 1"), ("es", "Tarea 1")])
def test_it_ends_with_what_was_measured(
    learner_client: Client, session: LabSession, language: str, task: str
) -> None:
    measured(session, "kernel.release", 5.1)
    newest = measured(session, "kernel.release", 6.18)
    Measurement.objects.exclude(pk=newest.pk).update(
        measured_at=timezone.now() - timedelta(hours=1)
    )
    measured(session, "platform.prompt", 240, "ms")
    services.lab_session_stop(session=session)
    shown = body(learner_client.get(page.replace("/en/", f"/{language}/")))
    said = ending(shown)
    assert f"{task} {'6.18' if language == 'en' else '6,18'} GHz container on Fake 1.0" in said
    assert "240 ms" in said
    assert "kernel.release" not in said  # no raw ids for people
    assert "platform.prompt" not in said
    assert card.replace("/en/", f"/{language}/") in shown


def test_a_figure_has_the_name_that_a_chart_gives_it() -> None:
    chart = ChartDecl(
        id="speed",
        title={"en": "Speed"},
        kind="bars",
        unit="GHz",
        measures=("kernel.release",),
        labels={"en": ("Your kernel",), "es": ("Tu núcleo",)},
    )
    assert dict(labels_of(lab_live({}, charts=(chart,)), "es"))["kernel.release"] == "Tu núcleo"
    assert list(dict(labels_of(lab_make(), "en"))) == [
        "kernel.release",
        "density.each",
        "platform.prompt",
    ]  # the points of a line say nothing by themselves


def test_who_measured_nothing_is_told_so_and_has_no_card(
    learner_client: Client, session: LabSession
) -> None:
    services.lab_session_stop(session=session)
    Measurement.objects.all().delete()
    shown = body(learner_client.get(page))
    assert "Nothing was measured this time." in ending(shown)
    assert card not in shown
    assert learner_client.get(card).status_code == 404


def test_the_card_has_the_readers_own_figures_alone(
    learner_client: Client, stranger_client: Client, client: Client, session: LabSession
) -> None:
    measured(session, "kernel.release", 6.18)
    Measurement.objects.update(source=Measurement.Source.MACHINE)
    services.lab_session_stop(session=session)
    response = learner_client.get(card)
    assert response["Content-Type"] == "image/svg+xml"
    words = [each.text for each in ET.fromstring(body(response)).iter() if each.text]
    assert "Whose kernel" in words
    assert "6.18 GHz" in words
    assert "container on Fake 1.0; reported by your machine" in words
    assert "0 of 3 tasks done" in words
    for other in (stranger_client, client):
        assert other.get(card).status_code == 404


def test_the_replay_is_the_sessions_own(learner_client: Client, session: LabSession) -> None:
    services.lab_session_stop(session=session)
    assert "Watch the replay" not in ending(body(learner_client.get(page)))
    row = Recording.objects.create(session=session, user=session.user, machine="main", tab=1)
    shown = body(learner_client.get(page))
    assert reverse("labs:recording", args=[row.pk]) in shown


def test_a_visitor_has_no_figures() -> None:
    assert figures_of(lab_make(), None, "en") == []
