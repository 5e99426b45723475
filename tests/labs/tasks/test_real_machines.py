"""Tasks on the real engine: scripts in a real shell, as learner and as root, and what fails."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings

from labs.engines.docker.engine import DockerEngine
from labs.lifecycle import services
from labs.measurements.measure import platform_record
from labs.models import LabSession, Measurement
from labs.spec.measures import MeasureDecl
from labs.spec.probes import fact_scripts
from labs.tasks.checks import session_pass
from labs.tasks.probes import Fact, machine_fact, machine_processes
from labs.tasks.setup import task_prepare
from tests.labs.engine import docker_used
from tests.labs.live import lab_live
from virtlearn.people.models import User

scripts = {
    "init.sh": 'setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo "$(id -u)" >/tmp/who',
    "check-one.sh": "test -e /home/learner/one || { echo 'en: no one'; exit 1; }\n"
    "echo measure processes.seen=$(ps -e | grep -c sleep)\n",
    "check-two.sh": "sleep 30\n",
    "check-three.sh": '[ "$(id -un)" = checks ] || exit 1\n',
    "hint.sh": "echo 'en: look again'; echo 'es: mira otra vez'\n",
    "fail.sh": "test -e /home/learner/broken && echo 'en: it broke' && exit 0; exit 1\n",
    "spoil.sh": "touch /home/learner/broken\n",
    "solve.sh": "touch /home/learner/one\n",
}
tasks: dict[str, dict[str, Any]] = {
    "one": {"init": "init.sh", "hint": "hint.sh", "fail": "fail.sh", "spoil": "spoil.sh"}
    | {"measures": (MeasureDecl(key="processes.seen", most=1000),)},
    "two": {"timeout": 1},
    "three": {"needs": ()},
}


@pytest.fixture
def engine(docker_engine: DockerEngine, settings: LazySettings) -> Iterator[DockerEngine]:
    settings.DEPLOYMENT_ID = f"tasks-{uuid.uuid4().hex[:12]}"
    with docker_used(settings.DEPLOYMENT_ID) as engine:
        yield engine


@pytest.fixture
def session(engine: DockerEngine, learner: User) -> LabSession:
    lab = msgspec.structs.replace(lab_live(tasks), scripts=scripts)
    return services.lab_session_start(user=learner, lab=lab)


def do(engine: DockerEngine, session: LabSession, text: str) -> None:
    """What the learner does in the machine."""
    machine = session.machines.get().handle
    assert engine.run(machine, text, user="learner", timeout=10).status == 0


def hint(session: LabSession, task: str) -> object:
    return session.results.get(task=task).hint


@pytest.mark.django_db
def test_tasks_in_a_real_machine(engine: DockerEngine, session: LabSession) -> None:
    looked = session_pass(session.pk)
    assert {result.task: result.outcome for result in looked.results} == {
        "two": "could-not-run",
        "three": "passed",  # root inside looked
    }
    assert session.results.get(task="two").trouble == "timeout"
    assert looked.due == ["one"]

    assert task_prepare(session.pk, "one")
    do(engine, session, 'pgrep -x sleep && [ "$(cat /tmp/who)" = 1000 ]')
    session_pass(session.pk, task="one")
    assert hint(session, "one") == {"en": "look again", "es": "mira otra vez"}

    do(engine, session, scripts["solve.sh"])
    (found,) = session_pass(session.pk, task="one").results
    assert (found.outcome, found.fresh) == ("passed", True)
    figure = Measurement.objects.get(key="processes.seen")
    assert figure.value >= 1
    assert figure.measured_on.startswith("container")
    assert f"{engine.info().name}, Linux {engine.info().kernel}" in figure.measured_on


@pytest.mark.django_db
def test_a_spoiled_attempt_in_a_real_machine(engine: DockerEngine, session: LabSession) -> None:
    task_prepare(session.pk, "one")
    do(engine, session, scripts["spoil.sh"] + scripts["solve.sh"])
    (found,) = session_pass(session.pk, task="one").results
    assert found.outcome == "spoiled"
    assert hint(session, "one") == {"en": "it broke"}


@pytest.mark.alone
@pytest.mark.django_db
def test_a_machine_without_room_for_a_check_passes_nothing(
    engine: DockerEngine, session: LabSession
) -> None:
    task_prepare(session.pk, "one")
    # Takes every place that there is, and each that becomes free.
    fork = (
        "$child = fork; sleep 60, exit if defined $child && !$child; sleep 0.01 if !defined $child"
    )
    crowd = f"perl -MTime::HiRes=sleep -e 'while (1) {{ {fork} }}' >/dev/null 2>&1 & sleep 1"
    engine.run(session.machines.get().handle, crowd, user="learner", timeout=10)
    outcomes = {result.task: result.outcome for result in session_pass(session.pk).results}
    assert "passed" not in outcomes.values()
    assert outcomes["one"] == "could-not-run"


@pytest.mark.django_db
def test_a_machine_that_is_gone_passes_nothing(engine: DockerEngine, session: LabSession) -> None:
    engine.remove(session.machines.get().handle)
    assert not task_prepare(session.pk, "one")
    for result in session_pass(session.pk).results:
        assert (result.outcome, result.trouble) == ("could-not-run", "engine")


@pytest.mark.django_db
def test_the_platforms_own_figures(engine: DockerEngine, session: LabSession) -> None:
    assert not platform_record(session.pk)  # nobody has seen a prompt
    LabSession.objects.update(prompt_ms=21.456)
    assert platform_record(session.pk)

    found = {each.key: each for each in Measurement.objects.all()}
    assert (found["platform.prompt"].value, found["platform.prompt"].unit) == (21.5, "ms")
    assert 0.1 < found["platform.memory"].value < 128
    assert found["platform.memory"].unit == "MB"
    assert engine.info().name in found["platform.memory"].measured_on


@pytest.mark.django_db
def test_facts_are_read_from_the_real_machine(
    engine: DockerEngine, session: LabSession, learner: User, stranger: User
) -> None:
    def fact(name: str, user: User = learner, machine: str = "") -> Fact:
        return machine_fact(
            user=user, course=session.course, lab=session.lab, machine=machine, fact=name
        )

    assert fact("memory.limit") == Fact("128")
    assert fact("pids.limit") == Fact("64")
    assert fact("kernel.release") == Fact(engine.info().kernel)
    assert fact("hostname").text == session.machines.get().hostname
    assert fact("sleep.pid") == fact("sleep.host-pid") == Fact(trouble="fact")
    do(engine, session, "setsid sleep 1000 </dev/null >/dev/null 2>&1 &")
    inside, outside = int(fact("sleep.pid").text), int(fact("sleep.host-pid").text)
    listed, trouble = machine_processes(user=learner, course=session.course, lab=session.lab)
    assert not trouble
    assert [each.command for each in listed if each.pid == outside] == ["sleep 1000"]
    assert inside != outside  # one process, two numbers: its own machine's and the host's
    do(engine, session, f"grep -q sleep /proc/{inside}/comm")
    for name in fact_scripts:
        assert fact(name).text, name
    assert fact("hostname", stranger) == fact("hostname", machine="none") == Fact(trouble="machine")
    engine.remove(session.machines.get().handle)
    assert fact("hostname") == fact("sleep.host-pid") == Fact(trouble="machine")
