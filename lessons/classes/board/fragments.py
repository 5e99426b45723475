"""Renders rows of a live board, each once for all who are shown the same words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lessons.classes.access import ClassAccess
from lessons.classes.board.live import LiveBoard, Shown
from lessons.classes.policy import Phase
from lessons.models import Class

# Stands in rows that are kept where a form has the token of whoever asks. Nobody can guess it.
token_place = secrets.token_hex(16)


def may_act(found: ClassAccess) -> bool:
    """Whether they come into terminals, and do what else there is on others' labs."""
    return found.user.is_instructor and found.phase != Phase.ARCHIVED


def board_url(row: Class, label: int, *, screens: bool = False) -> str:
    """Of the board as it is looked at."""
    asked = {"label": label or "", "screens": "on" if screens else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("lessons:class_board", args=[row.pk]) + (f"?{query}" if query else "")


def rows_html(
    request: HttpRequest, found: ClassAccess, live: LiveBoard, members: Mapping[int, Shown]
) -> Sequence[SafeString]:
    """In the order of `members`, with the buttons that `found` may press."""
    row, may_look = found.row, may_act(found)
    template, token = get_template("lessons/classes/board/_row.html"), get_token(request)
    context = {
        "row": row,
        "back": board_url(row, live.key.label),
        "may_look": may_look,
        "csrf_token": token_place,
    }
    made = []
    for pk, shown in members.items():
        known, html = live.pieces.get((pk, may_look), ("", ""))
        if known != shown.digest:
            html = template.render({**context, "each": shown.view, "digest": shown.digest})
            live.pieces[pk, may_look] = (shown.digest, html)
        # Made by the template, which escapes; the token is the framework's own.
        made.append(mark_safe(html.replace(token_place, token)))  # noqa: S308
    return made
