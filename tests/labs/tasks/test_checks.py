from __future__ import annotations

import math
import threading
import time
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import OperationalError
from django.utils import timezone

from labs.engines.base import RunResult, Script
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.measurements.measure import figures_read
from labs.models import LabSession, Machine, Measurement, TaskResult
from labs.sessions import selectors, transitions
from labs.spec.charts import ChartDecl
from labs.spec.definition import MachineDecl
from labs.tasks import check_lock, checks
from labs.tasks.checks import session_pass
from labs.tasks.grading import hints_read
from labs.tasks.setup import task_prepare
from labs.terminal.django_backend import DjangoBackend
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make
from tests.labs.live import lab_live, script_change
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db


def files(engine: FakeEngine) -> dict[str, str]:
    (machine,) = engine.machines.values()
    return machine.files


def outcomes(session: LabSession, **arguments: Any) -> dict[str, str]:
    return {result.task: result.outcome for result in session_pass(session.pk, **arguments).results}


def points(session: LabSession) -> dict[str, float]:
    """Of each task that the session's user has done, the best of all sessions."""
    found = selectors.standings(session)
    return {task: each.points for task, each in found.items()}


def script(session: LabSession, name: str, text: str) -> None:
    LabSession.objects.update(scripts={**session.scripts, name: text})


def test_open_tasks_are_not_yet_done(session: LabSession) -> None:
    assert outcomes(session) == {"one": "not-yet", "two": "not-yet"}  # three waits for one


def test_a_task_that_is_done_passes_once(engine: FakeEngine, session: LabSession) -> None:
    files(engine)["/home/learner/one"] = ""
    first = session_pass(session.pk).results

    assert [(result.task, result.fresh) for result in first if result.outcome == "passed"] == [
        ("one", True)
    ]
    assert [result.task for result in first] == ["one", "two", "three"]  # opened by one
    assert "one" not in outcomes(session)
    result = session.results.get(task="one")
    assert result.passed_at
    assert result.points == 2
    assert points(session) == {"one": 2}


def test_what_was_done_stays_done(engine: FakeEngine, session: LabSession) -> None:
    files(engine)["/home/learner/one"] = ""
    session_pass(session.pk)
    del files(engine)["/home/learner/one"]
    session_pass(session.pk)

    assert session.results.get(task="one").passed_at


def test_a_hint_is_kept_by_language(session: LabSession) -> None:
    script(session, "check-one.sh", "echo en: in English\necho es: en español\nexit 1")
    session_pass(session.pk)

    assert session.results.get(task="one").hint == {"en": "in English", "es": "en español"}


def test_a_line_grows_while_its_task_is_not_done(engine: FakeEngine, learner: User) -> None:
    line = ChartDecl(
        id="density",
        title={},
        kind="line",
        unit="KiB",
        series="density.points",
        across={},
    )
    session = services.lab_session_start(user=learner, lab=lab_make(charts=(line,)))

    def figures() -> dict[str, float]:
        session_pass(session.pk)
        return dict(Measurement.objects.values_list("key", "value"))

    points = "echo measure density.points.1=400 KiB\necho measure density.each=9 KiB\n"
    script(session, "check-one.sh", points + "exit 2")
    assert figures() == {}  # it could not look
    script(session, "check-one.sh", points + "exit 1")
    assert figures() == {"density.points.1": 400}
    script(session, "check-one.sh", points + "echo measure density.points.2=801 KiB\nexit 1")
    assert figures() == {"density.points.1": 400, "density.points.2": 801}
    script(session, "check-one.sh", points.replace("400", "500") + "exit 0")
    found = figures()
    assert found == {"density.points.1": 500, "density.points.2": 801, "density.each": 9}
    assert set(Measurement.objects.values_list("user", "lab", "unit")) == {
        (learner.pk, session.lab, "KiB")
    }


@pytest.mark.parametrize("text", ["exit 2", "exit 127", "exit 137", "nonsense"])
def test_a_check_that_breaks_passes_nothing(session: LabSession, text: str) -> None:
    script(session, "check-one.sh", text)

    assert outcomes(session)["one"] == "could-not-run"
    assert session.results.get(task="one").passed_at is None
    assert session.results.get(task="one").trouble == "script"


def test_a_check_that_hangs_passes_nothing(session: LabSession) -> None:
    script(session, "check-one.sh", "sleep 9\nexit 0")
    spec = msgspec.json.decode(msgspec.json.encode(session.spec_json))
    spec["tasks"][0]["timeout"] = 1
    LabSession.objects.update(spec_json=spec)

    assert outcomes(session, task="one") == {"one": "could-not-run"}
    assert session.results.get(task="one").trouble == "timeout"


def test_an_outage_passes_nothing(engine: FakeEngine, session: LabSession) -> None:
    files(engine)["/home/learner/one"] = ""
    engine.machines.clear()

    assert set(outcomes(session).values()) == {"could-not-run"}
    assert not TaskResult.objects.filter(passed_at__isnull=False).exists()
    assert set(TaskResult.objects.values_list("task", "trouble")) == {
        ("one", "engine"),
        ("two", "engine"),
        ("three", ""),
    }


def test_what_could_not_run_is_forgotten_once_it_does(session: LabSession) -> None:
    script(session, "check-one.sh", "exit 2")
    session_pass(session.pk)
    script(session, "check-one.sh", "exit 1")
    session_pass(session.pk)

    assert session.results.get(task="one").trouble == ""


def test_tries_count_what_was_tried(session: LabSession) -> None:
    def tries() -> list[int]:
        return [session.results.get(task=task).tries for task in ("one", "two")]

    session_pass(session.pk)
    assert tries() == [0, 0]  # nothing was typed
    session_pass(session.pk, asked=True)
    assert tries() == [1, 0]  # the first open one is the one worked on
    session_pass(session.pk, task="two", asked=True)
    assert tries() == [1, 1]
    LabSession.objects.update(last_input_at=timezone.now() + timedelta(seconds=1))
    session_pass(session.pk)
    assert tries() == [2, 1]


def test_the_solution_costs_the_points(engine: FakeEngine, session: LabSession) -> None:
    session_pass(session.pk, asked=True)
    services.task_solution_open(session=session, task="one")
    files(engine)["/home/learner/one"] = ""

    assert outcomes(session)["one"] == "passed"
    assert session.results.get(task="one").points == 0


def test_a_solution_that_costs_a_share(engine: FakeEngine, learner: User) -> None:
    lab = lab_live({"two": {"solution_cost": 0.0}}, solution_cost=0.25)
    session = services.lab_session_start(user=learner, lab=lab)
    for task in ("one", "two"):
        session_pass(session.pk, task=task, asked=True)
        services.task_solution_open(session=session, task=task)
        files(engine)[f"/home/learner/{task}"] = ""
    session_pass(session.pk)

    earned = dict(session.results.values_list("task", "points"))
    assert earned == {"one": 1.5, "two": 2, "three": 0}


def test_machines_are_looked_at_side_by_side(engine: FakeEngine, learner: User) -> None:
    both = tuple(MachineDecl(name=name, kind="container") for name in ("main", "second"))
    lab = lab_live({"two": {"machine": "second"}}, machines=both)
    session = services.lab_session_start(user=learner, lab=lab)
    meeting = threading.Barrier(2, timeout=40)
    run = engine.run

    def meet(*args: Any, **kwargs: Any) -> RunResult:
        meeting.wait()  # passes only once both are here
        return run(*args, **kwargs)

    engine.run = meet  # type: ignore[method-assign]
    assert outcomes(session) == {"one": "not-yet", "two": "not-yet"}


# Hints of a script of their own


def test_a_hint_script_says_what_is_missing(engine: FakeEngine, learner: User) -> None:
    session = services.lab_session_start(user=learner, lab=lab_live({"one": {"hint": "hint.sh"}}))
    session_pass(session.pk)
    assert session.results.get(task="one").hint == {"en": "from the script", "es": "del guion"}
    assert session.results.get(task="two").hint == {}


def test_the_shorter_way_stays_where_the_script_says_nothing(
    engine: FakeEngine, learner: User
) -> None:
    session = services.lab_session_start(
        user=learner, lab=lab_live({"one": {"hint": "hint.sh", "timeout": 1}})
    )
    script_change(session, "check-one.sh", "echo en: from the check\nexit 1")
    for text in ("exit 3", "sleep 9", "true"):
        script_change(session, "hint.sh", text)
        assert outcomes(session)["one"] == "not-yet"  # a hint that fails takes nothing away
        assert session.results.get(task="one").hint == {"en": "from the check"}


@pytest.mark.parametrize("text", ["exit 0", "exit 2"])
def test_no_hint_runs_where_the_check_does_not_say_not_yet(
    engine: FakeEngine, learner: User, text: str
) -> None:
    session = services.lab_session_start(user=learner, lab=lab_live({"one": {"hint": "hint.sh"}}))
    script_change(session, "hint.sh", "touch ~/ran")
    script_change(session, "check-one.sh", text)
    session_pass(session.pk)
    assert "/home/learner/ran" not in files(engine)


# Attempts that are spoiled


@pytest.fixture
def spoilable(engine: FakeEngine, learner: User) -> LabSession:
    lab = lab_live({"one": {"fail": "fail.sh", "spoil": "spoil.sh"}})
    return services.lab_session_start(user=learner, lab=lab)


def test_a_spoiled_attempt_says_why_and_stays_spoiled(
    engine: FakeEngine, spoilable: LabSession
) -> None:
    files(engine)["/home/learner/broken"] = ""
    files(engine)["/home/learner/one"] = ""  # done, but spoiled: that counts
    assert outcomes(spoilable) == {"one": "spoiled", "two": "not-yet"}
    row = spoilable.results.get(task="one")
    assert row.hint == {"en": "you broke it", "es": "lo rompiste"}
    assert row.passed_at is None

    del files(engine)["/home/learner/broken"]
    assert outcomes(spoilable) == {"two": "not-yet"}
    assert spoilable.results.get(task="one").outcome == "spoiled"


def test_what_is_spoiled_or_done_in_a_pass_is_over_with_it(
    engine: FakeEngine, spoilable: LabSession
) -> None:
    files(engine)["/home/learner/broken"] = ""
    assert session_pass(spoilable.pk).over == {"one"}
    files(engine)["/home/learner/two"] = ""
    assert session_pass(spoilable.pk).over == {"one", "two"}
    assert session_pass(spoilable.pk).over == {"one", "two"}  # before it, as well


def test_a_fresh_machine_is_a_fresh_attempt(engine: FakeEngine, spoilable: LabSession) -> None:
    files(engine)["/home/learner/broken"] = ""
    session_pass(spoilable.pk)
    fresh = services.lab_session_reset(session=spoilable, lab=lab_live({}))
    assert outcomes(fresh)["one"] == "not-yet"


@pytest.mark.django_db(transaction=True)
def test_what_a_task_comes_to_at_its_first_look_is_news(engine: FakeEngine, learner: User) -> None:
    """A task may be done, or spoiled, as soon as it opens: no look has found it open before."""
    spoilable = {"init": "init.sh", "needs": (), "fail": "fail.sh", "spoil": "spoil.sh"}
    lab = lab_live({"two": {"init": "init.sh"}, "three": spoilable})
    session = services.lab_session_start(user=learner, lab=lab)
    backend = DjangoBackend()
    shown = [backend.check(session.pk).shown]

    assert task_prepare(session.pk, "two")
    files(engine)["/home/learner/two"] = ""
    shown.append(backend.check(session.pk).shown)
    assert shown[1] != shown[0]
    assert backend.check(session.pk).shown == shown[1]  # and is none at the next

    assert task_prepare(session.pk, "three")
    files(engine)["/home/learner/broken"] = ""
    assert backend.check(session.pk).shown != shown[1]


def test_what_is_done_cannot_be_spoiled_any_more(engine: FakeEngine, spoilable: LabSession) -> None:
    files(engine)["/home/learner/one"] = ""
    assert outcomes(spoilable)["one"] == "passed"
    files(engine)["/home/learner/broken"] = ""
    session_pass(spoilable.pk)
    assert spoilable.results.get(task="one").outcome == "passed"


@pytest.mark.parametrize(
    ("text", "trouble"), [("exit 2", "script"), ("nonsense", "script"), ("sleep 9", "timeout")]
)
def test_where_nobody_knows_whether_it_is_spoiled_nothing_passes(
    engine: FakeEngine, learner: User, text: str, trouble: str
) -> None:
    lab = lab_live({"one": {"fail": "fail.sh", "spoil": "spoil.sh", "timeout": 1}})
    session = services.lab_session_start(user=learner, lab=lab)
    script_change(session, "fail.sh", text)
    files(engine)["/home/learner/one"] = ""
    assert outcomes(session)["one"] == "could-not-run"
    assert session.results.get(task="one").trouble == trouble


# What stays over sessions


def test_a_reset_keeps_what_was_done_until_it_is_done_again(
    engine: FakeEngine, session: LabSession
) -> None:
    files(engine)["/home/learner/one"] = ""
    session_pass(session.pk)
    first = session.results.get(task="one").passed_at
    fresh = services.lab_session_reset(session=session, lab=lab_make())

    one, two, three = selectors.task_states(fresh)
    assert one.done
    assert one.points == 2
    assert one.solution_open
    assert not two.done
    assert three.locked  # its machine has nothing of the old one
    assert points(fresh) == {"one": 2}
    assert outcomes(fresh)["one"] == "not-yet"  # and can be done again

    files(engine)["/home/learner/one"] = ""
    assert outcomes(fresh)["one"] == "passed"
    again = selectors.standings(fresh)["one"]
    assert first
    assert again.at > first
    assert points(fresh) == {"one": 2}  # not twice


def test_doing_it_again_with_the_solution_takes_no_points(
    engine: FakeEngine, session: LabSession
) -> None:
    files(engine)["/home/learner/one"] = ""
    session_pass(session.pk)
    services.task_solution_open(session=session, task="one")
    fresh = services.lab_session_reset(session=session, lab=lab_make())
    files(engine)["/home/learner/one"] = ""
    session_pass(fresh.pk)

    assert fresh.results.get(task="one").points == 0
    assert selectors.task_states(fresh)[0].points == 2
    assert points(fresh) == {"one": 2}


def test_points_of_several_sessions_come_together(engine: FakeEngine, session: LabSession) -> None:
    files(engine)["/home/learner/one"] = ""
    session_pass(session.pk)
    fresh = services.lab_session_reset(session=session, lab=lab_make())
    files(engine)["/home/learner/two"] = ""
    session_pass(fresh.pk)
    assert points(fresh) == {"one": 2, "two": 2}


def test_one_pass_at_a_time(session: LabSession, monkeypatch: pytest.MonkeyPatch) -> None:
    LabSession.objects.update(checking_until=timezone.now() + timedelta(seconds=5))
    assert session_pass(session.pk).busy
    assert outcomes(session) == {}
    monkeypatch.setattr(check_lock.Claim, "take", lambda claim: False)
    LabSession.objects.update(checking_until=None)  # the other ends just after it was met
    assert session_pass(session.pk).busy
    monkeypatch.undo()

    # A process died in the middle of its pass: its claim runs out.
    LabSession.objects.update(checking_until=timezone.now() - timedelta(seconds=1))
    assert outcomes(session) == {"one": "not-yet", "two": "not-yet"}
    session.refresh_from_db()
    assert session.checking_until is None


def test_a_session_that_ended_checks_nothing(session: LabSession) -> None:
    services.lab_session_stop(session=session)
    assert outcomes(session) == {}
    assert not session_pass(session.pk).busy


def test_figures_are_recorded_with_what_they_were_measured_on(
    engine: FakeEngine, session: LabSession
) -> None:
    files(engine)["/home/learner/one"] = ""
    session_pass(session.pk)

    figure = Measurement.objects.get()
    assert (figure.key, figure.value, figure.unit) == ("kernel.release", 6.18, "GHz")
    assert figure.measured_on == "container on runc, Fake 1.0, Linux 0.0-fake, 2 CPU, 2 GiB"
    assert figure.user == session.user
    assert figure.source == "check"


@pytest.mark.parametrize(
    "line",
    [
        "start.container=0.001 ms",
        "memory.vm=1 MB",
        "platform.prompt=1 ms",
        "kernel.release=101 GHz",
        "kernel.release=-1 GHz",
        "kernel.release=1e300 GHz",
        "kernel.release=1e999 GHz",
        "kernel.release=1 s",
        "kernel.other=1 GHz",
        "density.points=1 KiB",
        "density.points.x=1 KiB",
    ],
)
def test_what_a_task_does_not_declare_is_refused_and_logged(
    session: LabSession, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    script(session, "check-one.sh", f"echo measure {line}\nexit 0")

    assert outcomes(session)["one"] == "passed"
    assert not Measurement.objects.exists()
    assert f"{session.pk}, task one: refused a figure: {line.partition('=')[0]}" in caplog.text


def test_what_a_virtual_machine_reports_is_its_own_word(session: LabSession) -> None:
    Machine.objects.filter(session=session).update(kind="vm")
    script(session, "check-one.sh", "echo measure kernel.release=6.18 GHz\nexit 0")

    assert outcomes(session)["one"] == "passed"
    assert Measurement.objects.get().source == "machine"


@pytest.mark.parametrize("kind", ["container", "hypervisor"])
def test_what_is_kept_from_a_check_passes_nothing(
    session: LabSession, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The engine that pretends has no `find`: a script says in its place what that would print."""
    Machine.objects.filter(session=session).update(kind=kind)
    monkeypatch.setattr(checks, "kept_from_checks", Script("echo /home/learner/secret", 5))
    script(session, "check-one.sh", "exit 0")

    (first, *_others) = session_pass(session.pk).results
    assert (first.outcome, first.trouble) == ("could-not-run", "unreadable")
    assert session.results.get(task="one").passed_at is None


def test_a_check_that_is_root_is_kept_from_nothing(
    session: LabSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    Machine.objects.filter(session=session).update(kind="vm")
    monkeypatch.setattr(checks, "kept_from_checks", Script("echo /home/learner/secret", 5))
    script(session, "check-one.sh", "exit 0")

    assert outcomes(session)["one"] == "passed"


def test_engines_that_vanish_pass_nothing(use: EngineUse, learner: User) -> None:
    engine = use("fake")
    session = services.lab_session_start(user=learner, lab=lab_make())
    engine.machines.clear()
    assert set(outcomes(session).values()) == {"could-not-run"}


@pytest.mark.parametrize(
    ("output", "hints"),
    [
        ("", {}),
        ("no language\n", {}),
        ("en: one\nen: two\n", {"en": "two"}),
        ("noise\nes:   hola  \n", {"es": "hola"}),
        ("en: " + "x" * 900, {"en": "x" * 500}),
    ],
)
def test_hints(output: str, hints: dict[str, str]) -> None:
    assert hints_read(output) == hints


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("measure a.b=1", ("a.b", 1.0, "")),
        ("measure start-ms=12.5 ms", ("start-ms", 12.5, "ms")),
        ("measure x=-1e3 ns per call", ("x", -1000.0, "ns per call")),
        ("measure x=nan", None),
        ("measure x=1e999", ("x", math.inf, "")),
        ("measure x=1.2.3", None),
        ("measure =1", None),
        ("measured x=1", None),
    ],
)
def test_figures(line: str, figure: tuple[str, float, str] | None) -> None:
    found = [(each.key, each.value, each.unit) for each in figures_read(line)]
    assert found == ([figure] if figure else [])


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_given_back_once_the_database_answers_again(
    session: LabSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = timezone.now() + timedelta(minutes=5)
    assert transitions.checking_claim(session.pk, until)
    release, tries = transitions.checking_release, []

    def away_at_first(*words: object) -> bool:
        tries.append(words)
        if len(tries) < 3:
            raise OperationalError("the database is away")
        return release(session.pk, until)

    monkeypatch.setattr(transitions, "checking_release", away_at_first)
    with pytest.raises(OperationalError):
        check_lock.claim_return(session.pk, until)
    end = time.monotonic() + 40
    while time.monotonic() < end and not transitions.checking_claim(session.pk, until):
        time.sleep(0.1)
    assert len(tries) == 3


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_short_and_lasts_as_long_as_its_pass(session: LabSession) -> None:
    claim = check_lock.Claim(session.pk, renew_seconds=0.02)
    first = claim.until
    assert claim.take()
    assert first <= timezone.now() + check_lock.lease  # of a process that dies here
    assert not check_lock.Claim(session.pk).take()
    end = time.monotonic() + 40
    while time.monotonic() < end and session.checking_until in {None, first}:
        session.refresh_from_db()
    assert session.checking_until is not None
    assert session.checking_until > first
    claim.give_back()
    session.refresh_from_db()
    assert session.checking_until is None
    assert session.checked_at is not None


def test_a_claim_that_was_lost_is_not_renewed(session: LabSession) -> None:
    mine, longer = timezone.now(), timezone.now() + timedelta(minutes=5)
    LabSession.objects.update(checking_until=longer)
    assert not transitions.checking_renew(session.pk, mine, timezone.now())
    session.refresh_from_db()
    assert session.checking_until == longer
