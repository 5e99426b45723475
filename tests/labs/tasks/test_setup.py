"""A task's preparation: once, when its turn has come, again where it could not run."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, TaskResult
from labs.tasks.checks import session_pass
from labs.tasks.setup import task_prepare, tasks_due, tasks_prepare
from tests.labs.conftest import EngineUse
from tests.labs.live import files_of, lab_live, script_change
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
prepared = "/home/learner/prepared"


@pytest.fixture
def session(engine: FakeEngine, learner: User) -> LabSession:
    lab = lab_live({"two": {"init": "init.sh"}, "three": {"init": "init.sh"}})
    return services.lab_session_start(user=learner, lab=lab)


def row(session: LabSession, task: str = "two") -> TaskResult:
    return session.results.get(task=task)


def test_a_task_that_is_not_prepared_is_not_looked_at(
    engine: FakeEngine, session: LabSession
) -> None:
    files_of(engine, session)["/home/learner/two"] = ""
    looked = session_pass(session.pk)

    assert [result.task for result in looked.results] == ["one"]  # held up by nobody
    assert looked.due == ["two"]  # three needs one


def test_preparing_opens_the_task(engine: FakeEngine, session: LabSession) -> None:
    assert task_prepare(session.pk, "two")

    assert prepared in files_of(engine, session)
    assert row(session).prepared_at
    looked = session_pass(session.pk)
    assert [result.task for result in looked.results] == ["one", "two"]
    assert looked.due == []


def test_what_is_needed_first_comes_first(engine: FakeEngine, session: LabSession) -> None:
    files_of(engine, session)["/home/learner/one"] = ""
    assert session_pass(session.pk).due == ["two", "three"]


def test_what_is_due_is_known_without_a_look(engine: FakeEngine, session: LabSession) -> None:
    assert tasks_due(session.pk) == ("two",)
    task_prepare(session.pk, "two")
    assert tasks_due(session.pk) == ()
    files_of(engine, session)["/home/learner/one"] = ""
    session_pass(session.pk)
    assert tasks_due(session.pk) == ("three",)
    services.lab_session_stop(session=session)
    assert tasks_due(session.pk) == ()


def test_it_runs_once(engine: FakeEngine, session: LabSession) -> None:
    task_prepare(session.pk, "two")
    del files_of(engine, session)[prepared]

    assert not task_prepare(session.pk, "two")
    assert prepared not in files_of(engine, session)


def test_a_fresh_machine_is_prepared_again(engine: FakeEngine, session: LabSession) -> None:
    task_prepare(session.pk, "two")
    lab = lab_live({"two": {"init": "init.sh"}})
    fresh = services.lab_session_reset(session=session, lab=lab)

    assert session_pass(fresh.pk).due == ["two"]
    assert task_prepare(fresh.pk, "two")
    assert prepared in files_of(engine, fresh)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [("exit 1", "script"), ("exit 7", "script"), ("nonsense", "script"), ("sleep 9", "timeout")],
)
def test_what_could_not_be_prepared_is_tried_again(
    engine: FakeEngine, learner: User, text: str, trouble: str
) -> None:
    lab = lab_live({"two": {"init": "init.sh", "init_timeout": 1}})
    session = services.lab_session_start(user=learner, lab=lab)
    script_change(session, "init.sh", text)
    files_of(engine, session)["/home/learner/two"] = ""

    assert not task_prepare(session.pk, "two")
    assert (row(session).outcome, row(session).trouble) == ("could-not-run", trouble)
    looked = session_pass(session.pk)
    assert [result.task for result in looked.results] == ["one"]  # and two passes nothing
    assert looked.due == ["two"]

    script_change(session, "init.sh", "touch ~/prepared")
    assert task_prepare(session.pk, "two")
    assert (row(session).outcome, row(session).trouble) == ("", "")


def test_without_an_engine_nothing_is_prepared(engine: FakeEngine, session: LabSession) -> None:
    engine.machines.clear()
    assert not task_prepare(session.pk, "two")
    assert row(session).trouble == "engine"
    assert row(session).prepared_at is None


def test_one_preparation_at_a_time(session: LabSession) -> None:
    session.results.update(preparing_until=timezone.now() + timedelta(seconds=5))
    assert not task_prepare(session.pk, "two")
    assert row(session).prepared_at is None

    # A process died in the middle of it: its claim runs out.
    session.results.update(preparing_until=timezone.now() - timedelta(seconds=1))
    assert task_prepare(session.pk, "two")


def test_it_runs_as_who_the_task_says(engine: FakeEngine, learner: User) -> None:
    lab = lab_live({"two": {"init": "init.sh", "init_user": "root"}})
    session = services.lab_session_start(user=learner, lab=lab)
    script_change(session, "init.sh", "id > ~/who")
    task_prepare(session.pk, "two")
    assert files_of(engine, session)["/home/learner/who"] == "0\n"


def test_what_has_no_preparation_or_does_not_run(session: LabSession) -> None:
    assert not task_prepare(session.pk, "one")
    assert not task_prepare(session.pk, "nothing")
    services.lab_session_stop(session=session)
    assert not task_prepare(session.pk, "two")


@pytest.mark.django_db(transaction=True)
def test_one_that_lasts_holds_up_no_other(use: EngineUse, learner: User) -> None:
    use("fake")
    lab = lab_live({"one": {"init": "slow.sh"}, "two": {"init": "init.sh"}})
    session = services.lab_session_start(user=learner, lab=lab)
    script_change(session, "slow.sh", "sleep 2")

    assert not tasks_prepare(session.pk, ["one", "two"], wait=0.8)
    assert row(session, "two").prepared_at
    assert row(session, "one").prepared_at is None
    assert [result.task for result in session_pass(session.pk).results] == ["two"]
    for _ in range(100):  # it goes on by itself
        if row(session, "one").prepared_at:
            break
        time.sleep(0.05)
    assert row(session, "one").prepared_at
