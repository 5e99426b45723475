"""Presents one task on the lab page: its state, the last check's hint, what may be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from labs.catalog.provider import GuidePart, Lab
from labs.core.texts import number, text_in
from labs.models import LabSession, LabState, TaskResult
from labs.sessions.selectors import TaskState
from labs.tasks.refusal import TaskCode

Outcome, Trouble = TaskResult.Outcome, TaskResult.Trouble


class TaskView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_task.html` shows. `state`: "idle" without a session, else "open", "again" (done in an
    earlier machine, not in this one), "locked", "preparing", "spoiled" or "done"."""

    id: str
    number: int
    total: int
    html: str
    state: str
    state_label: str = ""
    points_label: str = ""
    live_hint: str = ""
    reset_url: str = ""  # where a fresh machine is the way on
    hints: Sequence[str] = ()
    hints_left: int = 0
    hint_url: str = ""
    solution: str = ""  # empty until it was opened, or the task is done
    solution_url: str = ""
    solution_cost: str = ""  # what opening it does to the task's points
    solution_wait: str = ""


def is_open(state: TaskState) -> bool:
    """Whether a check can still come to something."""
    return not state.result.passed_at and state.result.outcome != Outcome.SPOILED


def task_view(
    lab: Lab,
    session: LabSession | None,
    part: GuidePart,
    state: TaskState | None,
    tasks: Sequence[GuidePart],
) -> TaskView:
    """`part` is one of the guide's `tasks`."""
    place, total = tasks.index(part) + 1, len(tasks)
    if session is None or state is None:
        each = points_possible(lab.spec.task_points)
        return TaskView(
            id=part.task,
            number=place,
            total=total,
            html=part.html,
            state="idle",
            points_label=each,
        )
    result, running = state.result, session.state == LabState.READY
    name = state_name(state, running=running)
    opened = bool(result.solution_opened_at)
    hints = part.hints[: result.hints_opened]
    hints_left = len(part.hints) - len(hints)
    address = (lab.course, lab.slug, session.pk, part.task)
    can_open = running and name != "done" and not opened and bool(part.solution)
    return TaskView(
        id=part.task,
        number=place,
        total=total,
        html=part.html,
        state=name,
        state_label=waiting_label(state, tasks) if name == "locked" else state_label(name),
        points_label=points_label(session, state),
        live_hint="" if name == "done" else live_hint(state),
        reset_url=reverse("labs:reset", args=address[:3]) if name == "spoiled" and running else "",
        hints=hints,
        hints_left=hints_left,
        hint_url=reverse("labs:hint", args=address)
        if hints_left and running and name not in ("done", "spoiled")
        else "",
        solution=part.solution if opened or name == "done" else "",
        solution_url=reverse("labs:solution", args=address)
        if can_open and state.solution_open
        else "",
        solution_cost=cost_label(session, state),
        solution_wait=wait_label(state) if can_open and not state.solution_open else "",
    )


def state_name(state: TaskState, *, running: bool) -> str:
    if state.result.passed_at or (state.before and not running):
        return "done"
    if state.result.outcome == Outcome.SPOILED:
        return "spoiled"
    if state.locked:
        return "locked"
    if not state.prepared:
        return "preparing"
    return "again" if state.before else "open"


def state_label(name: str) -> str:
    return {
        "done": gettext("Done"),
        "spoiled": gettext("Spoiled"),
        "preparing": gettext("Being prepared"),
        "again": gettext("Done before, and kept. Repeat it here if you like."),
        "open": gettext("To do"),
    }[name]


def waiting_label(state: TaskState, tasks: Sequence[GuidePart]) -> str:
    """Which of the guide's `tasks` is to be done before this one."""
    numbers = {part.task: number for number, part in enumerate(tasks, 1)}
    return gettext("Do task %(number)d first") % {"number": numbers[state.waits_for]}


def live_hint(state: TaskState) -> str:
    """What the last check said, or why it could not say anything. Of a task that nobody has begun
    it says nothing: that its file is missing is no news.
    """
    result = state.result
    if result.outcome == Outcome.COULD_NOT_RUN:
        return trouble_text(state)
    if result.outcome == Outcome.NOT_YET and not result.touched:
        return ""
    return text_in(result.hint, get_language() or "en") if result.hint else ""


trouble_codes: Mapping[str, TaskCode] = {
    Trouble.ENGINE: TaskCode.NO_ANSWER,
    Trouble.UNREADABLE: TaskCode.UNREADABLE,
}


def trouble_text(state: TaskState) -> str:
    """That a check could not run is no failure of the learner's, and the text says so."""
    task, trouble = state.task, state.result.trouble
    timeout = trouble == Trouble.TIMEOUT
    if not state.prepared and timeout:
        return str(TaskCode.SETUP_TIMEOUT.refusal(seconds=task.init_timeout))
    if not state.prepared:
        return str(TaskCode.SETUP_FAILED.refusal())
    if timeout:
        return str(TaskCode.CHECK_TIMEOUT.refusal(seconds=task.timeout))
    return str(trouble_codes.get(trouble, TaskCode.CHECK_FAILED).refusal())


def points_label(session: LabSession, state: TaskState) -> str:
    each = session.spec.task_points
    if not each:
        return ""
    if state.done:
        earned = number(min(state.points, each))
        return gettext("%(earned)s of %(possible)s points") % {
            "earned": earned,
            "possible": number(each),
        }
    if state.result.solution_opened_at:
        return points_possible(session.spec.points_with_solution(state.task)) or gettext(
            "no points"
        )
    return points_possible(each)


def cost_label(session: LabSession, state: TaskState) -> str:
    """What is lost by a look at the solution; said before it is opened."""
    each, left = session.spec.task_points, session.spec.points_with_solution(state.task)
    if not each or state.done or left == each:
        return ""
    if not left:
        return gettext("Seeing the solution forfeits this task's points.")
    return gettext(
        "Seeing the solution leaves this task worth at most %(left)s of %(possible)s points."
    ) % {
        "left": number(left),
        "possible": number(each),
    }


def wait_label(state: TaskState) -> str:
    missing = state.task.solution_after - state.result.tries
    return ngettext(
        "The solution opens after %(count)d more try.",
        "The solution opens after %(count)d more tries.",
        missing,
    ) % {"count": missing}


def points_possible(each: float) -> str:
    if not each:
        return ""
    if each == 1:
        return gettext("1 point")
    return gettext("%(count)s points") % {"count": number(each)}
