"""Labs that are done show it, with their points, on the course page and on a lesson's card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from labs.models import LabSession, TaskResult
from labs.spec.definition import LabSpec, MachineDecl, TaskDecl
from lessons.document.scaffold import course_new
from lessons.progress.labs import LabDone, lab_progress, labs_done, labs_of_rows
from lessons.progress.rows import Row
from lessons.reading.state import lesson_state
from tests.lessons.courses import course_publish
from virtlearn.people.models import User

tasks = ("say-hello", "list-names", "mend-note")


def session_make(user: User, points: dict[str, float], state: str = "ended") -> LabSession:
    """A session of the starter's lab in which the tasks of `points` were done."""
    now = timezone.now()
    session = LabSession.objects.create(
        user=user,
        course="mine",
        lab="first-lab",
        revision="r",
        spec_json={},
        state=state,
        due_at=now,
        ready_at=now,
        expires_at=now,
        ended_at=now if state == "ended" else None,
    )
    TaskResult.objects.bulk_create(
        TaskResult(
            session=session,
            task=task,
            outcome="passed" if task in points else "not-yet",
            passed_at=now if task in points else None,
            points=points.get(task, 0),
        )
        for task in tasks
    )
    return session


@pytest.fixture
def mine(db: None, tmp_path: Path) -> str:
    course_new(tmp_path / "mine")
    course_publish(tmp_path / "mine")
    return "mine"


def said(client: Client, path: str) -> str:
    """What the lab's card says of the reader."""
    text = re.sub(r"\s+", " ", client.get(path).content.decode())
    found = re.search(r'<p class="lab-card-state"[^>]*>(.*?)</p>', text)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def on_map(client: Client) -> str:
    """What the map of the course says of the lab."""
    text = re.sub(r"\s+", " ", client.get("/en/courses/mine/").content.decode())
    found = re.search(r'<span class="map-lab-state[^>]*>(.*?)</span> </li>', text)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip()


def test_a_lab_shows_how_far_its_learner_is(
    mine: str, learner: User, learner_client: Client, client: Client
) -> None:
    def both() -> tuple[str, str]:
        return said(learner_client, lesson), on_map(learner_client)

    lesson = "/en/courses/mine/lessons/first-steps/"
    assert both() == ("", "0 of 3 tasks")
    session_make(learner, {})
    assert both() == ("", "0 of 3 tasks")  # opened, and nothing done
    session_make(learner, {"say-hello": 1})
    assert both() == ("1 of 3 tasks done", "1 of 3 tasks")
    session_make(learner, {"say-hello": 0, "list-names": 0.5})  # done again, with the solution
    assert both() == ("2 of 3 tasks done", "2 of 3 tasks")
    session_make(learner, {"mend-note": 1}, state="ready")
    card, mapped = both()
    assert re.sub(r"\s+", " ", card) == "Your machines are running. ✓ Done · 3 of 3 tasks done"
    assert mapped == "running · ✓ 3 of 3 tasks"
    assert (said(client, lesson), on_map(client)) == ("", "0 of 3 tasks")


def test_both_ways_to_ask_say_the_same(mine: str, learner: User) -> None:
    session_make(learner, {"say-hello": 1})
    session_make(learner, {"list-names": 1}, state="ready")
    done = labs_done(learner, "mine")
    assert done == {"first-lab": LabDone((("list-names", 1.0), ("say-hello", 1.0)), running=True)}
    assert lesson_state(learner, "mine", "first-steps").labs == done
    assert labs_done(learner, "other") == {}
    assert labs_done(None, "mine") == {}


def test_only_what_the_lab_has_now_counts() -> None:
    spec = LabSpec(
        minutes=5,
        points=4,
        machines=(MachineDecl(name="main", kind="container"),),
        tasks=tuple(TaskDecl(id=task, check="c", solve="s") for task in ("a", "b")),
    )
    found = lab_progress(spec, LabDone((("a", 3.0), ("gone", 9.0))))
    assert (found.done, found.tasks) == (1, 2)
    assert not found.finished
    assert lab_progress(spec, LabDone((("a", 1.0), ("b", 0.0)))).finished
    assert not lab_progress(spec, LabDone()).begun


def test_rows_of_one_lab_come_together() -> None:
    found = [("x/b", 1.0, 0.5), ("y/", 0.0, None), ("x/a", 0.0, None), ("x/", 0.0, None)]
    rows = [
        Row._make(("lab", name, 0, None, None, running, points, None, None, None))
        for name, running, points in found
    ]
    assert labs_of_rows(rows) == {
        "x": LabDone((("a", 0.0), ("b", 0.5)), running=True),
        "y": LabDone(),
    }
