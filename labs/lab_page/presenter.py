"""Presents the lab page: the state of the reader's session and of each task.

The page, its fragments and every answer to a button are rendered from a fresh `Page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import msgspec
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext

from labs.catalog.coursework import groups_of
from labs.catalog.provider import Lab, guide_get
from labs.core.refusal import RefusalCode
from labs.core.texts import number, text_in
from labs.guesses.presenter import GuessView, guess_view, guesses_of
from labs.lab_page.ending import EndingView, ending_view
from labs.lab_page.readiness import BuildView, missing_now
from labs.lab_page.state_texts import (
    boot_stage,
    done_label,
    notice_label,
    summary_of,
    summary_queued,
    wait_label,
    warning_label,
)
from labs.measurements.figure import FigureView, figure_view
from labs.measurements.presenter import ChartView, charts_view
from labs.models import Begun, EndReason, LabSession, LabState
from labs.scheduling.queue import queue_position
from labs.sessions import selectors
from labs.sessions.end_reasons import ending_text, start_fault_text
from labs.spec.definition import LabSpec
from labs.tasks.check_requests import check_is_awaited
from labs.tasks.presenter import TaskView, is_open, task_view
from virtlearn.core.refusal import Refusal
from virtlearn.people.models import User

nothing = Refusal()


class StateView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_state.html` shows. `name` is a LabState, or "none" before the first start."""

    name: str
    session: str = ""
    summary: str = ""
    reason: str = ""
    fault: str = ""  # why it could not start
    detail: str = ""  # what the engine said of that, in English
    done: str = ""
    seconds_left: float | None = None  # until the end that comes next
    left: str = ""
    time_label: str = ""
    extensions_left: int = 0
    warning: str = ""  # said once, when an end comes near
    notice: str = ""  # stands there until then, beside the time that is left
    tasks_open: bool = False
    checking: bool = False  # the learner asked for the checks, and their results are to come
    machines: str = ""  # their names, as a list in a sentence
    tasks_done: int = 0
    tasks_total: int = 0
    finished: bool = False  # every task is done
    points_earned: str = ""
    points_possible: str = ""
    missing: Sequence[str] = ()
    builds: Sequence[BuildView] = ()  # of images that the lab waits for
    refused: Refusal = nothing
    running: Sequence[tuple[str, str]] = ()  # title and address of labs of which one has to stop
    start_label: str = ""
    position: int = 0  # in the queue; 1 is next
    guest: bool = False  # who waits has no account
    shared: bool = False  # others of a group of the reader's may start it
    wait: str = ""  # how long that will probably take
    boot_percent: int | None = None  # of the machine that is least far with its boot
    boot_stage: str = ""

    @property
    def poll(self) -> int:
        """Seconds after which the page asks again by itself; 0: it doesn't."""
        if self.name == LabState.QUEUED:
            return 1 if self.position == 1 else 2
        if self.checking:
            return 1
        if self.builds:
            return 2
        if self.missing:
            return 10
        if self.shared and self.name in ("none", LabState.ENDED):
            return 5
        return int(self.name in (LabState.STARTING, LabState.STOPPING))


class PartView(msgspec.Struct, frozen=True):
    html: str
    task: TaskView | None = None
    guess: GuessView | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A lab as this reader sees it now."""

    lab: Lab
    session: LabSession | None
    language: str
    state: StateView
    parts: Sequence[PartView]
    charts: Sequence[ChartView] = ()
    figure: FigureView | None = None  # what is kept in sight
    ending: EndingView | None = None  # of a lab that has ended

    @property
    def tasks(self) -> Sequence[TaskView]:
        return [part.task for part in self.parts if part.task]

    def task(self, task_id: str) -> TaskView:
        """Raises Http404 for a task that the guide does not have."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise Http404

    def context(self, **more: Any) -> dict[str, Any]:
        return {
            "course": self.lab.course,
            "lab": self.lab.slug,
            "spec": spec_of(self.lab, self.session),
            "title": text_in(self.lab.title, self.language),
            "summary": text_in(self.lab.summary, self.language),
            "state": self.state,
            "parts": self.parts,
            "tasks": self.tasks,
            "charts": self.charts,
            "figure": self.figure,
            "ending": self.ending,
            "onward": onward(self.lab, self.language),
            **more,
        }


def onward(lab: Lab, language: str) -> dict[str, Any]:
    """Where the page leads to at its end."""
    return {
        "lessons": [(way.slug, text_in(way.title, language)) for way in lab.lessons],
        "lab": (lab.following.slug, text_in(lab.following.title, language))
        if lab.following
        else None,
    }


def page_make(
    lab: Lab,
    user: User | None,
    *,
    session: LabSession | None = None,
    begun: Begun | None = None,
    refused: Refusal = nothing,
) -> Page:
    """`session`: the reader's latest, where it is at hand, and `begun` what is known of its tasks;
    `refused`: why the button that was just pressed did nothing."""
    language = get_language() or "en"
    session = session or selectors.lab_session_latest(user, lab.course, lab.slug)
    states = selectors.task_states(session, begun) if session else ()
    guide = guide_get(lab, language)
    tasks = [part for part in guide if part.kind == "task"]
    by_id = {state.task.id: state for state in states}
    written = guesses_of(user, lab) if any(part.kind == "guess" for part in guide) else {}
    parts = [
        PartView(
            part.html,
            task_view(lab, session, part, by_id.get(part.task), tasks)
            if part.kind == "task"
            else None,
            guess_view(part, written) if part.kind == "guess" else None,
        )
        for part in guide
    ]
    state = state_view(lab, session, states, refused=refused)
    if user and refused.code == RefusalCode.USER_LIMIT:
        state = msgspec.structs.replace(state, running=labs_running(user, language))
    groups = user and groups_of(user=user, course=lab.course)
    shown = lab.spec.charts or lab.spec.figure
    found = selectors.measurements_latest(user, lab.course, lab.slug) if shown else {}
    charts = charts_view(lab, found, language) if lab.spec.charts else []
    done = {part.task.id for part in parts if part.task and part.task.state == "done"}
    ended = session is not None and session.state == LabState.ENDED and session.ready_at
    return Page(
        lab=lab,
        session=session,
        language=language,
        state=msgspec.structs.replace(state, shared=bool(groups)),
        parts=parts,
        charts=charts,
        figure=figure_view(lab, done, found, language) if lab.spec.figure else None,
        ending=ending_view(lab, session, user, charts, language) if session and ended else None,
    )


def labs_running(user: User, language: str) -> Sequence[tuple[str, str]]:
    """Title and address of the labs of which the user has as many as one may have."""
    return [
        (row.title_in(language), reverse("labs:lab", args=(row.course, row.lab)))
        for row in selectors.lab_sessions_running(user)
    ]


def spec_of(lab: Lab, session: LabSession | None) -> LabSpec:
    """A session that runs keeps the lab that it began with."""
    return session.spec if session and session.is_active else lab.spec


def state_view(
    lab: Lab,
    session: LabSession | None,
    states: Sequence[selectors.TaskState],
    *,
    refused: Refusal,
) -> StateView:
    missing: Sequence[str] = ()
    builds: Sequence[BuildView] = ()
    if session is None or session.state == LabState.ENDED:
        missing, builds = missing_now(lab.spec)
    if session is None:
        return StateView(
            name="none",
            missing=missing,
            builds=builds,
            refused=refused,
            start_label=gettext("Start the lab"),
        )
    done = sum(1 for state in states if state.done)
    earned = sum(min(state.points, session.spec.task_points) for state in states)
    ended = session.state == LabState.ENDED
    failed = session.end_reason == EndReason.FAILED
    warning = session.expiry_warning
    idle = warning is not None and warning.code == "idle"
    left = session.seconds_until_idle if idle else session.seconds_left
    percent = selectors.boot_percent(session) if session.state == LabState.STARTING else None
    place = queue_position(session, timezone.now()) if session.state == LabState.QUEUED else None
    return StateView(
        name=session.state,
        session=str(session.pk),
        summary=summary_queued(place) if place else summary_of(session),
        position=place.position if place else 0,
        wait=wait_label(place) if place else "",
        guest=place is not None and session.user.is_guest,
        boot_percent=percent,
        boot_stage=boot_stage(percent),
        reason=ending_text(session) if session.end_reason else "",
        fault=start_fault_text(session) if ended and failed else "",
        detail=session.error if ended and failed else "",
        done=done_label(done, len(states)) if states else "",
        seconds_left=left if session.state == LabState.READY else None,
        left=f"{ceil(left) // 60}:{ceil(left) % 60:02}",
        time_label=gettext("Ends unless you type:") if idle else gettext("Time left:"),
        extensions_left=session.extensions_left,
        warning=warning_label(warning),
        notice=notice_label(warning),
        tasks_open=any(is_open(state) for state in states),
        checking=session.state == LabState.READY and check_is_awaited(session),
        machines=get_text_list([each.name for each in session.spec.machines], gettext("and")),
        tasks_done=done,
        tasks_total=len(states),
        finished=bool(states) and done == len(states),
        points_earned=number(earned),
        points_possible=number(session.spec.points) if session.spec.points else "",
        missing=missing,
        builds=builds,
        refused=refused,
        start_label=gettext("Try again") if failed else gettext("Start again"),
    )
