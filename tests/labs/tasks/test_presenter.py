"""What the lab page shows of tasks: spoiled, prepared, done before, what could not run, costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession
from labs.tasks.checks import session_pass
from tests.labs.factory import lab_make
from tests.labs.live import files_of, lab_live, script_change
from tests.labs.pages import body, place, url
from tests.labs.provider import solution
from virtlearn.people.models import User

pytestmark = pytest.mark.usefixtures("provider")

page = reverse("labs:lab", args=place)
htmx = {"HX-Request": "true"}


@pytest.fixture
def session(learner: User) -> LabSession:
    lab = lab_live(
        {"one": {"fail": "fail.sh", "spoil": "spoil.sh"}, "two": {"init": "init.sh"}},
        solution_cost=0.25,
    )
    return services.lab_session_start(user=learner, lab=lab)


def task_of(response: Any, task: str) -> str:
    """The section of one task."""
    found = re.search(rf'<section id="task-{task}".*?</section>', body(response))
    assert found
    return found[0]


def state_of(response: Any, task: str) -> str:
    found = re.search(r'class="task (\w+)"', task_of(response, task))
    assert found
    return found[1]


def test_a_spoiled_attempt_says_why_and_offers_a_fresh_machine(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    files_of(engine, session)["/home/learner/broken"] = ""
    session_pass(session.pk)
    shown = learner_client.get(page)
    assert state_of(shown, "one") == "spoiled"
    text = task_of(shown, "one")
    assert "you broke it" in text
    assert url("reset", session) in text
    assert url("hint", session, "one") not in text
    assert "lo rompiste" in task_of(learner_client.get(page.replace("/en/", "/es/")), "one")

    fresh = learner_client.post(url("reset", session), headers=htmx)
    assert state_of(fresh, "one") == "open"
    assert "you broke it" not in body(fresh)


def test_a_spoiled_attempt_of_a_lab_that_has_ended_offers_no_reset(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    files_of(engine, session)["/home/learner/broken"] = ""
    session_pass(session.pk)
    services.lab_session_stop(session=session)
    assert url("reset", session) not in task_of(learner_client.get(page), "one")


@pytest.mark.django_db(transaction=True)
def test_the_check_button_prepares_too(learner_client: Client, session: LabSession) -> None:
    assert state_of(learner_client.get(page), "two") == "preparing"
    shown = learner_client.post(url("check", session), headers=htmx)
    assert state_of(shown, "two") == "open"


def test_a_preparation_that_failed_says_so(learner_client: Client, session: LabSession) -> None:
    session.results.filter(task="two").update(outcome="could-not-run", trouble="script")
    assert "could not be prepared just now" in task_of(learner_client.get(page), "two")
    session.results.filter(task="two").update(trouble="timeout")
    assert "longer than 20 seconds" in task_of(learner_client.get(page), "two")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("timeout", "The check timed out: it took longer than 5 seconds"),
        ("engine", "the machine does not answer"),
        ("script", "could not run just now"),
    ],
)
def test_what_kept_a_check_from_running(
    learner_client: Client, session: LabSession, trouble: str, words: str
) -> None:
    session.results.filter(task="one").update(outcome="could-not-run", trouble=trouble)
    assert words in task_of(learner_client.get(page), "one")


def test_once_every_task_is_done_the_page_says_so(
    learner_client: Client, session: LabSession
) -> None:
    assert "Every task is done." not in body(learner_client.get(page))
    session.results.update(outcome="passed", passed_at=timezone.now())
    assert "Every task is done." in body(learner_client.get(page))
    services.lab_session_stop(session=session)
    assert "Every task is done." in body(learner_client.get(page))


def test_what_was_done_is_shown_in_a_fresh_machine_until_it_is_done_again(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    files_of(engine, session)["/home/learner/one"] = ""
    session_pass(session.pk)
    assert state_of(learner_client.get(page), "one") == "done"

    shown = learner_client.post(url("reset", session), headers=htmx)
    assert state_of(shown, "one") == "again"
    assert "Done before" in task_of(shown, "one")
    assert "2 of 2 points" in task_of(shown, "one")
    assert "1 of 3 tasks done" in body(shown)
    assert "2 of 6 points" in body(shown)

    fresh = LabSession.objects.get(state="ready")
    services.lab_session_stop(session=fresh)
    assert state_of(learner_client.get(page), "one") == "done"  # nothing to do it in

    fresh = services.lab_session_start(user=fresh.user, lab=lab_make())
    files_of(engine, fresh)["/home/learner/one"] = ""
    shown = learner_client.post(url("check", fresh), headers=htmx)
    assert state_of(shown, "one") == "done"
    assert "1 of 3 tasks done" in body(shown)


def test_the_check_button_stays_while_something_can_be_done_again(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    session.results.update(passed_at=session.created_at, outcome="passed", points=2)
    assert url("check", session) not in body(learner_client.get(page))
    shown = learner_client.post(url("reset", session), headers=htmx)
    assert "3 of 3 tasks done" in body(shown)
    assert url("check", LabSession.objects.get(state="ready")) in body(shown)


def test_what_a_solution_costs_is_said_before_the_click(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    session_pass(session.pk, asked=True)
    text = task_of(learner_client.get(page), "one")
    assert "worth at most 1.5 of 2 points" in text
    shown = learner_client.post(url("solution", session, "one"), headers=htmx)
    assert "1.5 points" in task_of(shown, "one")
    files_of(engine, session)["/home/learner/one"] = ""
    session_pass(session.pk)
    assert "1.5 of 2 points" in task_of(learner_client.get(page), "one")


def test_a_task_that_is_done_folds_into_its_explanation_which_stays(
    learner_client: Client, session: LabSession, engine: FakeEngine
) -> None:
    before = task_of(learner_client.get(page), "one")
    assert f"{solution}-one" not in before
    assert '<details class="task-asked"' not in before
    files_of(engine, session)["/home/learner/one"] = ""
    session_pass(session.pk)
    running = learner_client.get(page)
    services.lab_session_stop(session=session)
    for shown in (running, learner_client.get(page)):
        text = task_of(shown, "one")
        assert f"{solution}-one" in text
        assert "How it works" in text
        assert url("solution", session, "one") not in text
        assert "worth at most" not in text
        asked = text[text.index('<details class="task-asked"') : text.index("</details>")]
        assert "Make one" in asked
        assert "open" not in asked.split(">")[0]
        assert f"{solution}-two" not in body(shown)


def test_a_task_that_nobody_has_begun_says_nothing(
    learner: User, learner_client: Client, engine: FakeEngine
) -> None:
    session = services.lab_session_start(user=learner, lab=lab_live({}))
    script_change(session, "check-one.sh", "echo en: no file\nexit 1")
    script_change(session, "check-two.sh", "echo en: none\nexit 1")

    def said(task: str) -> bool:
        return "task-live said" in task_of(learner_client.get(page), task)

    session_pass(session.pk)  # at the first quiet moment
    assert not said("one")
    assert "no file" not in body(learner_client.get(page))
    script_change(session, "check-two.sh", "echo en: half\nexit 1")
    session_pass(session.pk)  # what its check says has changed
    assert (said("one"), said("two")) == (False, True)
    session_pass(session.pk, asked=True)  # a try, which is the first task's
    assert (said("one"), said("two")) == (True, True)
    session_pass(session.pk)
    assert (said("one"), said("two")) == (True, True)
