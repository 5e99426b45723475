"""Presents a class's live board in words, one row a learner, and says how long they stay true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from labs.models import EndReason, LabSession, LabState
from labs.sharing.views.presence import person_view, said_of, since, since_until
from lessons.classes.board.core import Progress, RowState, Stuck, failed_least, slower_than
from lessons.classes.board.selectors import BoardLab, BoardRow
from lessons.publishing import selectors
from lessons.publishing.selectors import Published

active_for = timedelta(minutes=2)  # since the last trace


class LabWords(msgspec.Struct, frozen=True, kw_only=True):
    """The lab's part of a row. `runs`: it can be ended; `ready`: one can look in."""

    session: str
    slug: str
    title: str
    state: str
    tasks: str
    ticked: str
    more: str
    people: Sequence[str]
    runs: bool
    ready: bool
    own: bool


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `_table.html`; texts are "" where there is nothing to say."""

    member: int
    name: str
    active: str
    is_active: bool
    lesson: str
    title: str
    section: str
    answered: str
    hand: str
    hand_mark: int
    note: str
    stuck: str
    groups: str = ""
    lab: LabWords | None = None


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """What is said above the rows. `hand_mark` tells the hand that was raised last from those
    before."""

    people: int
    raised: int
    stuck: int
    running: int
    hand_mark: int


def board_view(rows: Sequence[RowView]) -> BoardView:
    return BoardView(
        people=len(rows),
        raised=sum(1 for each in rows if each.hand),
        stuck=sum(1 for each in rows if each.stuck),
        running=sum(1 for each in rows if each.lab and each.lab.runs),
        hand_mark=max((each.hand_mark for each in rows), default=0),
    )


def raised_after(rows: Sequence[RowView], mark: int) -> Sequence[str]:
    """Names of those whose hands are newer than `mark`."""
    return [row.name for row in rows if row.hand_mark > mark]


def raised_label(names: Sequence[str]) -> str:
    """What a screen reader says once."""
    return " ".join(gettext("%(name)s raises a hand.") % {"name": name} for name in names)


class Lessons:
    """Titles and questions of the lessons of a revision, each read once."""

    def __init__(self, published: Published | None, language: str) -> None:
        self.published = published
        self.language = (
            selectors.content_language(published.course, language) if published else language
        )
        self.headings: dict[str, Mapping[str, str]] = {}

    def title(self, slug: str) -> str:
        head = selectors.lesson_head(self.published.course, slug) if self.published else None
        return head.title[self.language] if head else slug

    def questions(self, slug: str) -> frozenset[str]:
        """Those that all learners get."""
        head = selectors.lesson_head(self.published.course, slug) if self.published else None
        return frozenset(head.questions) if head else frozenset()

    def section(self, slug: str, heading: str) -> str:
        """ "" at the lesson's beginning, and where the revision has no such heading."""
        if slug not in self.headings:
            lesson = self.published and selectors.lesson_get(self.published, slug, self.language)
            self.headings[slug] = (
                {each.id: each.title for each in lesson.headings} if lesson else {}
            )
        return self.headings[slug].get(heading, "")


def row_view(
    row: BoardRow, state: RowState, lessons: Lessons, language: str, viewer: int
) -> RowView:
    """`viewer` is the account of who looks, or 0 for whom no row is their own."""
    lab, hand = row.lab, state.hand_at
    asked = lessons.questions(row.lesson) if row.lesson else frozenset()
    return RowView(
        member=row.member.pk,
        name=row.name,
        active=active_label(row.active_at),
        is_active=is_active(row.active_at),
        lesson=row.lesson,
        title=lessons.title(row.lesson) if row.lesson else "",
        section=lessons.section(row.lesson, row.section) if row.section else "",
        answered=answered_label(len(asked & row.answered), len(asked)) if asked else "",
        hand=since(hand) if hand else "",
        hand_mark=int(hand.timestamp() * 1_000_000) if hand else 0,
        note=lab.session.hand_note if lab and hand else "",
        stuck=stuck_label(row, state.stuck) if state.stuck else "",
        groups=", ".join(row.groups),
        lab=lab_words(lab, language, viewer) if lab else None,
    )


def words_until(row: BoardRow, median: timedelta | None, now: datetime) -> datetime:
    """When the clock next changes a word of the row."""
    moments = [row.active_at]
    if row.lab:
        session, task = row.lab.session, row.lab.progress.open_task
        moments += [session.hand_raised_at, session.ended_at, row.lab.progress.ticked_at]
        moments += [task.since] if task else []
    found = [since_until(each, now) for each in moments if each]
    if row.lab and row.lab.progress.open_task and median is not None:
        slow = row.lab.progress.open_task.since + slower_than * median
        found += [slow] if slow > now else []
    return min(found, default=now + timedelta(hours=1))


def is_active(at: datetime | None) -> bool:
    return at is not None and timezone.now() - at < active_for


def active_label(at: datetime | None) -> str:
    if at is None:
        return ""
    return gettext("now") if is_active(at) else since(at)


def answered_label(answered: int, asked: int) -> str:
    return ngettext(
        "%(answered)d of %(asked)d question answered",
        "%(answered)d of %(asked)d questions answered",
        asked,
    ) % {"answered": answered, "asked": asked}


def stuck_label(row: BoardRow, reason: Stuck) -> str:
    task = row.lab.progress.open_task if row.lab else None
    minutes = since(task.since) if task else ""
    if reason == Stuck.FAILED:
        tries = max(task.tries if task else 0, failed_least)
        return gettext("its check failed %(count)d times") % {"count": tries}
    if reason == Stuck.SLOW:
        words = gettext("at it for %(minutes)s, more than %(times)d times as long as the class")
        return words % {"minutes": minutes, "times": slower_than}
    return gettext("opened a hint, and nothing is ticked for %(minutes)s") % {"minutes": minutes}


def lab_words(lab: BoardLab, language: str, viewer: int) -> LabWords:
    session = lab.session
    return LabWords(
        session=str(session.pk),
        slug=session.lab,
        title=session.title_in(language),
        state=state_label(session, lab.queued),
        tasks=tasks_label(lab.progress),
        ticked=since(lab.progress.ticked_at) if lab.progress.ticked_at else "",
        more=more_label(lab.others) if lab.others else "",
        people=[said_of(person_view(visit)) for visit in lab.people],
        runs=session.is_active,
        ready=session.state == LabState.READY,
        own=session.user_id == viewer,
    )


def more_label(others: int) -> str:
    return ngettext("and %(count)d more lab runs", "and %(count)d more labs run", others) % {
        "count": others
    }


def tasks_label(progress: Progress) -> str:
    if not progress.total:
        return gettext("no tasks")
    words = gettext("%(done)d of %(total)d done")
    done = words % {"done": progress.done, "total": progress.total}
    if progress.open_task is None:
        return done
    return gettext("%(done)s, at task %(task)d") % {
        "done": done,
        "task": progress.open_task.number,
    }


def state_label(session: LabSession, queued: int) -> str:
    if queued:
        return gettext("waits, number %(place)d in the queue") % {"place": queued}
    if session.state != LabState.ENDED or session.ended_at is None:
        return str(LabState(session.state).label)
    return gettext("ended %(since)s ago: %(reason)s") % {
        "since": since(session.ended_at),
        "reason": end_label(session.end_reason),
    }


def end_label(reason: str) -> str:
    """For who teaches; what the learner reads is EndReason's own."""
    words = {
        EndReason.LEARNER: gettext("by the learner"),
        EndReason.GROUP: gettext("by the group"),
        EndReason.GROUP_LEFT: gettext("who started it left the group"),
        EndReason.LEFT: gettext("left the queue"),
        EndReason.RESET: gettext("started afresh"),
        EndReason.EXPIRED: gettext("its time was over"),
        EndReason.IDLE: gettext("nothing was typed"),
        EndReason.INSTRUCTOR: gettext("by an instructor"),
        EndReason.ROOM: gettext("somebody with an account needed the room"),
        EndReason.SITE: gettext("the server was stopped"),
        EndReason.OUT_OF_MEMORY: gettext("the machine ran out of memory"),
        EndReason.FAILED: gettext("the machine could not be started"),
    }
    return words.get(EndReason(reason), gettext("the machine failed")) if reason else ""
