"""The live board of a class, what of it changed, and the page that ends all labs of the class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.lifecycle.services import lab_sessions_give_time, lab_sessions_stop
from labs.models import LabSession, active_states
from labs.sharing.learners import sessions_taught
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.board.fragments import board_url, may_act, rows_html
from lessons.classes.board.live import Key, LiveBoard, State, live_boards
from lessons.classes.board.presenter import board_view, raised_after, raised_label
from lessons.classes.board.screens import Wall, cards_html, may_see, seen_by, shown_html, wall_of
from lessons.classes.board.selectors import learners_of
from lessons.classes.live_rows import Seen, seen_read
from lessons.classes.notices.places import places_of
from lessons.classes.notices.selectors import notes_shown
from lessons.classes.pin.selectors import digest_read
from lessons.classes.policy import Right
from lessons.models import Membership
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.models import AuditAction


@never_cache
@require_safe
@class_required(Right.ROSTER)
def board(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    label = number_in(request, "label")
    live = live_of(found, label)
    state = live.now(found.row, anew=True)
    looks_note(found, live, state)
    context: dict[str, Any] = {
        "found": found,
        "row": found.row,
        "phase": found.phase,
        "state": state,
        "board": board_view(state.views),
        "label": label,
        "may_look": may_act(found),
        "rows_html": rows_html(request, found, live, state.all),
        "sent": notes_shown(found.row),
        "places": places_of(found.row, live.key.language) if found.manages else (),
        "labels": list(found.row.labels.all()),
        "without_screens": board_url(found.row, label),
        "with_screens": board_url(found.row, label, screens=True),
        "may_see": may_see(found),
    }
    if may_see(found) and request.GET.get("screens") == "on":
        wall = wall_of(found, state)
        screens_note(found, live, wall)
        context |= {"wall": wall, "cards": cards_html(request, found, live, wall.cards)}
    return render(request, "lessons/classes/board/board.html", context)


@never_cache
@require_safe
@class_required(Right.ROSTER)
def changes(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """What a page that shows the board lacks, as JSON: see static/js/board.js; 204 for nothing.

    The header Board-Seen says what it shows, as `lessons.classes.live_rows.LiveRows.seen`; a page
    that shows screens says which in Screens-Seen, as `lessons.classes.board.screens.Wall.seen`.
    """
    live = live_of(found, number_in(request, "label"))
    state = live.now(found.row)
    looks_note(found, live, state)
    answer: dict[str, Any] = {}
    text = request.headers.get("Board-Seen", "")
    if text != state.seen:
        answer |= board_changes(
            request, found, live, state, seen_read(text, number_in(request, "hand"))
        )
    screens = request.headers.get("Screens-Seen")
    if screens is not None:
        if not may_see(found):
            raise PermissionDenied
        wall = wall_of(found, state)
        screens_note(found, live, wall)
        if screens != wall.seen:
            answer["screens"] = screens_changes(request, found, live, wall, screens)
    return JsonResponse(answer) if answer else HttpResponse(status=204)


def board_changes(
    request: HttpRequest, found: ClassAccess, live: LiveBoard, state: State, seen: Seen
) -> Mapping[str, object]:
    lacking = state.changed(seen)
    view = board_view(state.views)
    shown = rows_html(request, found, live, lacking)
    context = {"board": view, "row": found.row}
    return {
        "people": state.live.people_digest,
        "order": state.live.order_digest,
        "hand": view.hand_mark,
        "rows": dict(zip(lacking, shown, strict=True)),
        "stand": state.order if state.live.order_digest != seen.order else None,
        "summary": render_to_string("lessons/classes/board/_summary.html", context),
        "title": " ".join(render_to_string("lessons/classes/board/_title.html", context).split()),
        "raised": raised_label(raised_after(state.views, seen.hand)),
    }


def screens_changes(
    request: HttpRequest, found: ClassAccess, live: LiveBoard, wall: Wall, seen: str
) -> Mapping[str, object]:
    new, changed = wall.lacking(seen)
    context = {"wall": wall, "row": found.row, "found": found}
    return {
        "cards": cards_html(request, found, live, new),
        "shown": shown_html(changed),
        "digests": {card.key: card.digest for card in changed},
        "stand": [card.key for card in wall.cards],
        "words": render_to_string("lessons/classes/board/_screens_words.html", context),
    }


@require_POST
@class_required(Right.MANAGE)
def extend_all(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Gives the labs of the class's course that its learners have running more time."""
    rows = labs_taught(found)
    count = lab_sessions_give_time(
        LabSession.objects.filter(pk__in=rows.values("pk")), by=found.user
    )
    text = ngettext("%(count)d lab has more time.", "%(count)d labs have more time.", count)
    messages.success(request, text % {"count": count})
    return redirect("lessons:class_board", found.row.pk)


def labs_taught(found: ClassAccess) -> QuerySet[LabSession]:
    """Labs of the class's course and learners, which who looks may act on."""
    return sessions_taught(found.user).filter(
        user__in=learners_of(found.row).values("user"), course=found.row.course.slug
    )


def live_of(found: ClassAccess, label: int) -> LiveBoard:
    own = found.membership is not None and found.membership.role == Membership.Role.LEARNER
    key = Key(
        row=found.row.pk,
        made=found.row.created_at,
        label=label,
        digest=digest_read(found.row),
        language=get_language() or "en",
        viewer=found.user.pk if own else 0,
    )
    return live_boards.get(key, lambda: LiveBoard(found.row, key))


def looks_note(found: ClassAccess, live: LiveBoard, state: State) -> None:
    """Writes into the learners' logs who saw how they get on."""
    if live.told.news_for(found.user.pk, AuditAction.CLASS_SEEN, state.people):
        course = found.row.course.slug
        seen = {(user, f"{course}/{where}") for user, where in state.people}
        audit_looks_record(action=AuditAction.CLASS_SEEN, actor=found.user, seen=seen)


def screens_note(found: ClassAccess, live: LiveBoard, wall: Wall) -> None:
    """Writes into the learners' logs who saw their screens."""
    seen = seen_by(found, wall.cards)
    if live.told.news_for(found.user.pk, AuditAction.SCREEN_SEEN, seen):
        audit_looks_record(action=AuditAction.SCREEN_SEEN, actor=found.user, seen=seen)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def end_all(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Ends the labs of the class's course that its learners have running, after being asked."""
    rows = labs_taught(found)
    if request.method != "POST":
        context: dict[str, Any] = {"row": found.row, "phase": found.phase}
        context["count"] = rows.filter(state__in=active_states).count()
        return render(request, "lessons/classes/board/end.html", context)
    ended = lab_sessions_stop(LabSession.objects.filter(pk__in=rows.values("pk")), by=found.user)
    text = ngettext("%(count)d lab is ended.", "%(count)d labs are ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("lessons:class_board", found.row.pk)


def number_in(request: HttpRequest, name: str) -> int:
    """0 where it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
