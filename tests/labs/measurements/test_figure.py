"""The figure in sight: what is done is lit, what was measured stands in it, and it says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.measurements.figure import drawing_fill
from labs.models import LabSession, TaskResult
from labs.spec.figure import Drawing, FigureDecl, Mark
from tests.labs.factory import lab_make
from tests.labs.measurements.test_presenter import measure, race, ticks
from tests.labs.pages import place

page = reverse("labs:lab", args=place)
state = reverse("labs:state", args=place)
htmx = {"HX-Request": "true"}
drawn = FigureDecl(
    drawing="sight.svg",
    title={"en": "Whose kernel", "es": "De quién es el núcleo"},
    said={"en": "A box on a kernel.", "es": "Una caja sobre un núcleo."},
    parts={
        "one": {"en": "the host answered", "es": "respondió el anfitrión"},
        "kernel.release": {"en": "its clock", "es": "su reloj"},
    },
)


def offered(
    figure: FigureDecl | None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lab that the site has."""
    settings.LAB_PROVIDER = "tests.labs.provider"
    lab = lab_make(charts=(race, ticks), figure=figure)
    monkeypatch.setattr("tests.labs.provider.lab_make", lambda: lab)


@pytest.fixture
def _drawing(settings: LazySettings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(drawn, settings, monkeypatch)


def figure_of(response: Any) -> str:
    text = re.sub(r"\s+", " ", response.content.decode())
    found = re.search(r'<div id="lab-figure".*?</div>', text)
    assert found
    return found[0]


def done(session: LabSession, task: str) -> None:
    TaskResult.objects.filter(session=session, task=task).update(
        outcome="passed", passed_at=timezone.now()
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_drawing")
def test_before_anything_is_done_it_says_what_is_to_come(client: Client) -> None:
    text = figure_of(client.get(page))
    assert "data-lit" not in text
    assert "<text>a box: ?</text>" in text
    assert "0 of 2" in text
    assert (
        'id="lab-figure-state">A box on a kernel. '
        "Still to come: the host answered; its clock.</desc>"
    ) in text
    assert "hx-swap-oob" not in text


@pytest.mark.usefixtures("_drawing")
def test_a_task_that_is_done_lights_it_up_in_the_fragment(
    learner_client: Client, session: LabSession
) -> None:
    learner_client.get(page)
    done(session, "two")
    assert "data-lit" not in figure_of(learner_client.get(state, headers=htmx))
    done(session, "one")
    text = figure_of(learner_client.get(state, headers=htmx))
    assert 'hx-swap-oob="true"' in text
    assert '<rect data-lit class="container task-one">' in text
    assert "So far: the host answered. Still to come: its clock." in text
    assert "1 of 2" in text


@pytest.mark.usefixtures("_drawing")
def test_what_was_measured_stands_in_it(learner_client: Client, session: LabSession) -> None:
    measure(session, "kernel.release", 6.18, "GHz")
    text = figure_of(learner_client.get(page))
    assert "<text>a box: 6.18 GHz</text>" in text
    assert "So far: its clock: 6.18 GHz. Still to come: the host answered." in text
    spanish = figure_of(learner_client.get(page.replace("/en/", "/es/")))
    assert "<text>una caja: 6,18 GHz</text>" in spanish
    assert "Por ahora: su reloj: 6,18 GHz. Falta: respondió el anfitrión." in spanish
    assert "1 de 2" in spanish


def test_what_stands_between_the_pieces_is_escaped() -> None:
    drawing = Drawing(
        view_box="0 0 1 1", pieces=("<text>", "</text>"), marks=(Mark("measure", "a"),)
    )
    assert drawing_fill(drawing, (), {"a": '1 <b>&"'}) == "<text>1 &lt;b&gt;&amp;&quot;</text>"


@pytest.mark.django_db
def test_a_lab_may_have_none(
    client: Client, settings: LazySettings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(None, settings, monkeypatch)
    text = client.get(page).content.decode()
    assert "lab-figure" not in text


def test_bars_keep_their_room_and_draw_themselves(
    learner_client: Client,
    session: LabSession,
    settings: LazySettings,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered(FigureDecl(chart="race"), settings, monkeypatch)
    before = figure_of(learner_client.get(page))
    assert "0 of 2" in before
    assert "<rect" not in before
    assert before.count(">?</text>") == 2
    measure(session, "start.vm", 1250, "ms", measured_on="vm TCG on runc")
    measure(session, "start.process", 12.5, "ms")
    after = figure_of(learner_client.get(state, headers=htmx))
    assert re.findall(r'class="bar (\w+)" x="2" y="16" width="(\d+)"', after) == [
        ("plain", "3"),
        ("vm", "316"),
    ]
    assert "2 of 2 TCG" in after
    assert "a program 12.5 ms; a machine 1250 ms" in after
    box = re.compile(r'viewBox="0 0 320 \d+"')
    assert box.findall(before)[0] == box.findall(after)[0] == 'viewBox="0 0 320 54"'


def test_a_timeline_keeps_its_room(
    learner_client: Client,
    session: LabSession,
    settings: LazySettings,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered(FigureDecl(chart="ticks"), settings, monkeypatch)
    before = figure_of(learner_client.get(page))
    assert "not measured yet" in before
    for count in (1, 2, 3):
        measure(session, f"migrate.tick.{count}", 200.0 * count, "ms")
    measure(session, "migrate.gap.from", 210, "ms")
    measure(session, "migrate.gap.to", 390, "ms")
    after = figure_of(learner_client.get(page))
    assert after.count("<circle") == 3
    assert "no number came: 180 ms" in after
    for text in (before, after):
        assert 'viewBox="0 0 320 160"' in text
