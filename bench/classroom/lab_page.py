"""What a lab's page says, in the attributes that its own scripts read. Pure."""

from __future__ import annotations

import re

import msgspec

session_in = re.compile(r'data-session="([0-9a-f-]{36})"')
state_in = re.compile(r'data-state="([a-z]+)"')
left_in = re.compile(r'data-seconds-left="([\d.]+)"')
summary_in = re.compile(r'data-summary="([^"]*)"')
task_in = re.compile(r'id="task-([a-z0-9-]+)"\s+class="task ([a-z]+)"')


class LabPage(msgspec.Struct, frozen=True):
    """Texts are empty, and `seconds_left` None, where the page says nothing of the kind."""

    session: str
    state: str
    summary: str  # why a lab is over
    seconds_left: float | None
    tasks: dict[str, str]  # how each is shown: "open", "done", …


def lab_page_read(html: str) -> LabPage:
    left = first(left_in, html)
    return LabPage(
        session=first(session_in, html),
        state=first(state_in, html),
        summary=first(summary_in, html),
        seconds_left=float(left) if left else None,
        tasks=dict(task_in.findall(html)),
    )


def first(wanted: re.Pattern[str], html: str) -> str:
    found = wanted.search(html)
    return found[1] if found else ""
