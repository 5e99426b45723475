from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from django.conf import LazySettings
from django.http import Http404
from django.utils import timezone, translation

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.engines.base import Handle, label_session
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import EndReason, LabSession, LabState, StartFault, TaskResult
from labs.provisioning import health as provisioning_health
from labs.sessions import selectors, transitions
from labs.spec.definition import MachineDecl
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make, start, starts_at_once
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], object]) -> LabRefusedError:
    with pytest.raises(LabRefusedError) as caught:
        call()
    assert caught.value.message
    return caught.value


def test_a_start_gives_running_machines(engine: FakeEngine, learner: User) -> None:
    session = start(learner)

    assert session.state == LabState.READY
    assert 19 * 60 < session.seconds_left <= 20 * 60
    (listed,) = engine.list({label_session: str(session.pk)})
    assert listed.status == "running"
    assert listed.handle == session.machines.get().handle
    assert [state.task.id for state in selectors.task_states(session)] == ["one", "two", "three"]
    assert [state.locked for state in selectors.task_states(session)] == [False, False, True]


def test_a_result_says_what_was_asked_in_which_language(engine: FakeEngine, learner: User) -> None:
    with translation.override("es"):
        rows = start(learner).results.all()
    assert {row.language for row in rows} == {"es"}
    digests = {row.task: row.digest for row in rows}
    assert len(set(digests.values()) - {""}) == 3
    services.lab_session_reset(session=LabSession.objects.get(), lab=lab_make())
    later = TaskResult.objects.filter(session__state=LabState.READY)
    assert {row.task: row.digest for row in later} == digests


def test_a_second_click_gives_the_same_session(engine: FakeEngine, learner: User) -> None:
    assert start(learner) == start(learner)
    assert len(engine.machines) == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_clicks_give_one_session(use: EngineUse, learner: User) -> None:
    engine = use("fake-slow")
    found = starts_at_once(learner, 10)
    assert len(found) == 10
    assert len({session.pk for session in found}) == 1
    assert len(engine.machines) == 1


def test_a_running_lab_keeps_its_own_definition(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    again = services.lab_session_start(user=learner, lab=lab_make(minutes=99))

    assert again.pk == session.pk
    assert again.spec.minutes == 20


def test_stopping_removes_the_machines(engine: FakeEngine, learner: User) -> None:
    session = services.lab_session_stop(session=start(learner))

    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.LEARNER)
    assert engine.machines == {}
    assert session.ended_at
    services.lab_session_stop(session=session)  # what has ended is success
    assert selectors.lab_session_active(learner, session.course, session.lab) is None
    assert selectors.lab_session_latest(learner, session.course, session.lab) == session


def test_a_removal_that_fails_leaves_it_stopping(use: EngineUse, learner: User) -> None:
    use("fake-removal-fails-once")
    session = services.lab_session_stop(session=start(learner))

    assert session.state == LabState.STOPPING
    fresh = start(learner)  # nobody waits for the removal
    assert fresh.state == LabState.READY


@pytest.mark.parametrize(
    ("name", "fault"),
    [("fake-never", StartFault.UNAVAILABLE), ("fake-refuses", StartFault.DISK)],
)
def test_a_start_that_fails_says_so_and_can_be_tried_again(
    use: EngineUse, learner: User, name: str, fault: StartFault
) -> None:
    use(name)
    session = start(learner)

    assert session.end_reason == EndReason.FAILED
    assert session.start_fault == fault
    assert session.error
    assert not session.is_active
    use("fake")
    assert start(learner).state == LabState.READY


class StoppedMeanwhileEngine(FakeEngine):
    """While a machine starts, its learner stops the lab, just before the machine is listed."""

    def start(self, handle: Handle) -> None:
        machine = self.machines.pop(handle.id)
        services.lab_session_stop(session=LabSession.objects.get())
        self.machines[handle.id] = machine
        super().start(handle)


def test_a_stop_during_the_start_leaves_nothing(use: EngineUse, learner: User) -> None:
    engine = use(f"{__name__}.StoppedMeanwhileEngine")
    session = start(learner)

    assert (session.state, session.end_reason) == (LabState.ENDED, EndReason.LEARNER)
    assert engine.machines == {}


def test_a_user_has_a_limit(engine: FakeEngine, learner: User, settings: LazySettings) -> None:
    settings.LABS_PER_USER = 2
    first = start(learner, "one")
    start(learner, "two")

    assert refused(lambda: start(learner, "three")).code == RefusalCode.USER_LIMIT
    assert not LabSession.objects.filter(lab="three").exists()
    services.lab_session_stop(session=first)
    assert start(learner, "three").state == LabState.READY


def test_the_server_has_a_limit(
    engine: FakeEngine, learner: User, stranger: User, settings: LazySettings
) -> None:
    settings.LABS_MAX = 1
    start(learner)

    assert start(stranger).state == LabState.QUEUED
    assert len(engine.machines) == 1


def test_time_can_be_extended_as_often_as_the_lab_says(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    before = session.expires_at
    assert before
    services.lab_session_extend(session=session)
    services.lab_session_extend(session=session)

    assert session.expires_at == before + timedelta(minutes=20)
    assert session.extensions_left == 0
    assert (
        refused(lambda: services.lab_session_extend(session=session)).code
        == RefusalCode.NO_EXTENSION
    )


def test_input_is_noted_at_most_once_in_ten_seconds(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    assert not transitions.input_set(session.pk)
    LabSession.objects.update(last_input_at=timezone.now() - timedelta(seconds=11))

    assert transitions.input_set(session.pk)
    assert not transitions.input_set(session.pk)
    services.lab_session_stop(session=session)
    LabSession.objects.update(last_input_at=timezone.now() - timedelta(seconds=11))
    assert not transitions.input_set(session.pk)


def test_a_reset_gives_fresh_machines(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    engine.machines[session.machines.get().handle_id].files["/home/learner/one"] = ""
    fresh = services.lab_session_reset(session=session, lab=lab_make())

    session.refresh_from_db()
    assert session.end_reason == EndReason.RESET
    assert fresh.state == LabState.READY
    (machine,) = engine.machines.values()
    assert machine.files == {}
    assert machine.handle == fresh.machines.get().handle


def test_the_solution_opens_after_tries(engine: FakeEngine, learner: User) -> None:
    session = start(learner)

    def open_it() -> TaskResult:
        return services.task_solution_open(session=session, task="three")

    assert refused(open_it).code == RefusalCode.SOLUTION_TOO_SOON
    TaskResult.objects.filter(task="three").update(tries=1)
    assert refused(open_it).code == RefusalCode.SOLUTION_TOO_SOON
    TaskResult.objects.filter(task="three").update(tries=2)
    assert open_it().solution_opened_at
    code = refused(lambda: services.task_solution_open(session=session, task="no-such")).code
    assert code == RefusalCode.NO_TASK


def test_a_reset_forgets_no_solution_that_was_seen(engine: FakeEngine, learner: User) -> None:
    session = start(learner)
    TaskResult.objects.filter(task="one").update(tries=3)
    services.task_solution_open(session=session, task="one")
    assert services.task_hint_open(session=session, task="one") == 1
    assert services.task_hint_open(session=session, task="one") == 2
    fresh = services.lab_session_reset(session=session, lab=lab_make())

    result = fresh.results.get(task="one")
    assert (result.tries, result.hints_opened) == (3, 2)
    assert result.solution_opened_at


def test_only_the_owner_finds_a_session(
    engine: FakeEngine, learner: User, stranger: User, instructor: User
) -> None:
    session = start(learner)

    assert selectors.lab_session_for_user_or_404(learner, session.pk) == session
    for user in (stranger, instructor, None):
        with pytest.raises(Http404):
            selectors.lab_session_for_user_or_404(user, session.pk)


def test_a_guest_keeps_the_lab_when_signing_in(
    engine: FakeEngine, guest: User, learner: User
) -> None:
    session = start(guest)
    services.guest_merge(guest=guest, into=learner)

    session.refresh_from_db()
    assert (session.user, session.state) == (learner, LabState.READY)


def test_a_guest_and_an_account_in_the_same_lab(
    engine: FakeEngine, guest: User, learner: User
) -> None:
    theirs, mine = start(guest), start(learner)
    services.guest_merge(guest=guest, into=learner)

    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (theirs.user, theirs.state) == (learner, LabState.STOPPING)
    assert mine.state == LabState.READY


def test_a_lab_needs_the_images_of_its_own_machines_alone(
    use: EngineUse, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = use("fake")
    monkeypatch.setattr(type(engine), "image_present", lambda self, image: "/vm:" not in image)
    spec = lab_make().spec
    twin = msgspec.structs.replace(
        spec, machines=(*spec.machines, MachineDecl(name="guest", kind="vm"))
    )
    assert provisioning_health.lab_trouble(spec) == ""
    assert provisioning_health.lab_trouble(twin) == "images"


def test_health_says_what_is_missing(use: EngineUse, db: None) -> None:
    use("fake")
    assert provisioning_health.labs_health()["engine"]["ok"]
    assert provisioning_health.lab_trouble(lab_make().spec) == ""
    keeper = provisioning_health.labs_health()["keeper"]
    assert (keeper["ok"], keeper["seconds_ago"]) == (False, None)
    use("fake-never")
    health = provisioning_health.labs_health()
    assert not health["engine"]["ok"]
    assert "in time" in health["engine"]["error"]
    assert provisioning_health.lab_trouble(lab_make().spec) == "engine"
