"""Charts on the lab page: of the reader's own latest figures, kept current with the tasks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.models import LabSession, Measurement
from labs.spec.charts import ChartDecl
from tests.labs.factory import lab_make
from tests.labs.pages import place
from virtlearn.people.models import User

page = reverse("labs:lab", args=place)
htmx = {"HX-Request": "true"}
race = ChartDecl(
    id="race",
    title={"en": "What each start took", "es": "Lo que tardó"},
    kind="bars",
    unit="ms",
    measures=("start.process", "start.vm"),
    labels={"en": ("a program", "a machine"), "es": ("un programa", "una máquina")},
    after="one",
)
density = ChartDecl(
    id="density",
    title={"en": "Memory", "es": "Memoria"},
    kind="line",
    unit="KiB",
    series="density.memory",
    across={"en": "processes", "es": "procesos"},
)

ticks = ChartDecl(
    id="ticks",
    title={"en": "The counter", "es": "El contador"},
    kind="timeline",
    unit="ms",
    series="migrate.tick",
    upwards={"en": "tick", "es": "tick"},
    shades=(("migrate.gap.from", "migrate.gap.to"), ("migrate.stopped", "migrate.resumed")),
    shaded={"en": ("no number came", "it stood still"), "es": ("sin números", "estuvo quieta")},
)


@pytest.fixture(autouse=True)
def _provider(settings: LazySettings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    lab = lab_make(charts=(race, density, ticks))
    monkeypatch.setattr("tests.labs.provider.lab_make", lambda: lab)


def measure(session: LabSession, key: str, value: float, unit: str, **more: Any) -> None:
    fields = {"measured_on": "container on runc", **more}
    Measurement.objects.create(
        user=session.user,
        session=session,
        course=place[0],
        lab=place[1],
        key=key,
        value=value,
        unit=unit,
        **fields,
    )


def chart_of(response: Any, name: str) -> str:
    text = re.sub(r"\s+", " ", response.content.decode())
    found = re.search(rf'<figure id="chart-{name}".*?</figure>', text)
    assert found
    return found[0]


@pytest.mark.django_db
def test_nothing_is_drawn_before_anything_is_measured(client: Client) -> None:
    text = chart_of(client.get(page), "race")
    assert "not measured yet" in text
    assert "<svg" not in text
    # Below its task, the other one at the end.
    whole = client.get(page).content.decode()
    places = [whole.index(mark) for mark in ("task-one", "chart-race", "task-two", "chart-density")]
    assert places == sorted(places)


def test_bars_appear_as_the_race_runs(learner_client: Client, session: LabSession) -> None:
    measure(session, "start.process", 1.25, "ms")
    text = chart_of(learner_client.get(page), "race")
    assert text.count("<rect") == 1
    assert "1.25 ms" in text
    assert "not measured yet" in text
    assert "TCG" not in text

    measure(session, "start.vm", 1250, "ms", measured_on="vm TCG on runc, docker 26")
    state = learner_client.get(reverse("labs:state", args=place), headers=htmx)
    text = chart_of(state, "race")
    assert 'hx-swap-oob="true"' in text
    assert 'class="bar vm"' in text
    assert "1250 ms (TCG)" in text
    assert "says nothing of how fast KVM is" in text
    assert "vm TCG on runc, docker 26" in text  # in the table
    assert "a program 1.25 ms; a machine 1250 ms" in text

    spanish = chart_of(learner_client.get(page.replace("/en/", "/es/")), "race")
    assert "1,25 ms" in spanish
    assert "una máquina" in spanish
    assert 'width="240"' in spanish


def test_the_latest_figure_counts_and_only_the_readers_own_in_its_unit(
    learner_client: Client, session: LabSession
) -> None:
    now = timezone.now()
    measure(session, "start.process", 7, "ms", measured_at=now - timedelta(days=1))
    measure(session, "start.process", 5, "ms", measured_at=now)
    measure(session, "start.vm", 9, "s")
    other = User.objects.create_user(username="other-reader")
    Measurement.objects.filter(key="start.vm").update(unit="s")
    Measurement.objects.create(
        user=other, course=place[0], lab=place[1], key="start.vm", value=77, unit="ms"
    )
    text = chart_of(learner_client.get(page), "race")
    assert "5 ms" in text
    assert "7 ms" not in text
    assert text.count("<rect") == 1


def test_a_line_is_of_one_run(learner_client: Client, session: LabSession) -> None:
    before = timezone.now() - timedelta(hours=1)
    measure(session, "density.memory.5", 999, "KiB", measured_at=before)
    Measurement.objects.update(session=None)  # of a session that was cleared away
    for count in (1, 20, 48):
        measure(session, f"density.memory.{count}", 160.0 * count, "KiB")
    text = chart_of(learner_client.get(page), "density")
    assert text.count("<circle") == 3
    assert "999 KiB" not in text
    assert "processes 1: 160 KiB; processes 48: 7680 KiB" in text
    assert '<th scope="row">20</th>' in text


def test_a_counter_is_drawn_over_time_with_its_gap(
    learner_client: Client, session: LabSession
) -> None:
    for number, at in ((15, 0), (16, 203), (17, 770)):
        measure(session, f"migrate.tick.{number}", at, "ms", measured_on="hypervisor TCG on runc")
    text = chart_of(learner_client.get(page), "ticks")
    assert text.count("<circle") == 3
    assert "<polyline" not in text
    assert "shade" not in text  # not known yet
    for key, at in (("gap.from", 203), ("gap.to", 770), ("stopped", 300), ("resumed", 361)):
        measure(session, f"migrate.{key}", at, "ms", measured_on="hypervisor TCG on runc")
    text = chart_of(learner_client.get(page), "ticks")
    assert text.count('class="shade shade-1"') == 2  # in the drawing, and with its words
    assert "tick 15: 0 ms; tick 17: 770 ms; no number came: 567 ms; it stood still: 61 ms" in text
    assert re.search(r'<th scope="row">it stood still</th>\s*<td>61 ms</td>', text)
    assert "says nothing of how fast KVM is" in text
    spanish = chart_of(learner_client.get(page.replace("/en/", "/es/")), "ticks")
    assert "sin números: 567 ms" in spanish


@pytest.mark.parametrize("value", [0, -5, 1e308, 1e-320, 0.0004])
def test_no_figure_breaks_the_page(
    learner_client: Client, session: LabSession, value: float
) -> None:
    measure(session, "start.vm", value, "ms")
    measure(session, "density.memory.3", value, "KiB")
    measure(session, "migrate.tick.3", value, "ms")
    measure(session, "migrate.gap.from", value, "ms")
    measure(session, "migrate.gap.to", 1e12, "ms")
    assert chart_of(learner_client.get(page), "race")
    assert chart_of(learner_client.get(page), "ticks")
    assert chart_of(learner_client.get(page), "density")
