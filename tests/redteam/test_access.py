"""W9 and W14: every address by every role, and every change without its token.

The addresses come from the URL configuration itself: one that is new and not told of here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from labs import services
from labs.catalog import lab_get
from labs.engines.registry import engine_load, engine_use, in_use
from labs.models import LabSession, Recording
from labs.recordings import part_path
from lessons import selectors
from lessons.document.library import course_compile
from lessons.document.source import course_read
from lessons.models import Course
from lessons.services import revision_publish
from tests.conftest import client_of
from tests.site import course_folder
from virtlearn.people.models import User

roles = ("visitor", "guest", "learner", "stranger", "instructor")

# What GET answers by role where that isn't 200; 405 is an address that only takes POST.
get_answers: dict[str, Mapping[str, int]] = {
    "first_run": dict.fromkeys(roles, 404),
    "account": {"visitor": 302, "guest": 302},
    "account_delete": {"visitor": 302, "guest": 302},
    "lessons:manage": {"visitor": 302, "guest": 302, "learner": 403, "stranger": 403},
    "lessons:rollback": {"visitor": 302, "guest": 302, "learner": 403, "stranger": 403},
    "lessons:preview": dict.fromkeys(roles, 404),
    "labs:state": dict.fromkeys(roles, 302),  # the fragment's address leads to its page
    # A recording is its learner's alone; instructors don't see it either.
    **{
        f"labs:{name}": dict.fromkeys(set(roles) - {"learner"}, 404)
        for name in (
            "recording",
            "recording_cast",
            "recording_delete",
            "session_recordings_delete",
        )
    },
    **{
        name: dict.fromkeys(roles, 405)
        for name in (
            "lessons:read",
            "lessons:answer",
            "lessons:hint",
            "labs:start",
            "labs:stop",
            "labs:extend",
            "labs:reset",
            "labs:check",
            "labs:hint",
            "labs:solution",
            "labs:recording_choice",
            "labs:recording_choice_all",
        )
    },
}
# What is another one's: POST by anybody but the learner, who owns the session, finds nothing.
owned = (
    "stop",
    "extend",
    "reset",
    "check",
    "hint",
    "solution",
    "recording_delete",
    "session_recordings_delete",
)


class Address(NamedTuple):
    name: str
    arguments: frozenset[str]
    module: str
    regex: bool  # arguments that a regular expression names: allauth's own


def addresses(
    resolver: URLResolver, space: str = "", around: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for each in resolver.url_patterns:
        pattern = str(each.pattern)
        arguments = around | frozenset(each.pattern.converters)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each, inner, arguments)
        else:
            module = each.callback.__module__
            yield Address(f"{space}{each.name}", arguments, module, "(?P" in pattern)


found = {each.name: each for each in addresses(get_resolver())}
# The course that ships has no images that are served as files.
ours = {
    name
    for name, each in found.items()
    if each.module != "allauth.account.views" and name != "lessons:asset"
}


@pytest.fixture
def clients(
    client: Client,
    guest_client: Client,
    learner_client: Client,
    stranger_client: Client,
    instructor_client: Client,
) -> dict[str, Client]:
    found = (client, guest_client, learner_client, stranger_client, instructor_client)
    return dict(zip(roles, found, strict=True))


@pytest.fixture
def session(
    db: None, learner: User, settings: LazySettings, tmp_path: Path
) -> Iterator[LabSession]:
    """A running lab of the learner, in the course that ships, with a recording."""
    settings.RECORDINGS_DIR = tmp_path
    selectors.current_forget()
    source = course_read(course_folder)
    revision_publish(compiled=course_compile(source), digest=source.digest)
    before = in_use["engine"]
    engine_load.cache_clear()
    engine_use("fake")
    lab = lab_get("containers-vs-kvm", "whose-kernel")
    assert lab
    started = services.lab_session_start(user=learner, lab=lab)
    recording = Recording.objects.create(user=learner, session=started, machine="main", tab=1)
    part_path(recording.pk).write_bytes(b'{"version":2,"width":80,"height":24}\n')
    yield started
    engine_use(before)
    engine_load.cache_clear()


def address(name: str, session: LabSession) -> str:
    course = Course.objects.get()
    assert course.current
    values = {
        "token": "a-guess",
        "course": course.slug,
        "course_slug": course.slug,
        "lab": "whose-kernel",
        "lesson_slug": "kernel-boundary",
        "question_id": "process-list",
        "session": session.pk,
        "recording": session.recordings.get().pk,
        "task": "read-version",
        "digest": course.current.digest,
    }
    return reverse(name, kwargs={key: values[key] for key in found[name].arguments})


def test_every_address_by_every_role(session: LabSession, clients: dict[str, Client]) -> None:
    wrong = []
    for name in sorted(ours):
        url = address(name, session)
        expected = get_answers.get(name, {})
        for role, each in clients.items():
            status = each.get(url).status_code
            if status != expected.get(role, 200):
                wrong.append(f"GET {name} by {role}: {status}")
    assert wrong == []


def test_what_is_anothers_is_not_there(session: LabSession, clients: dict[str, Client]) -> None:
    for action in owned:
        url = address(f"labs:{action}", session)
        for role in set(roles) - {"learner"}:
            assert clients[role].post(url).status_code == 404, (action, role)
    session.refresh_from_db()
    assert session.state == "ready"
    assert session.recordings.count() == 1


def test_learners_cannot_roll_back(session: LabSession, clients: dict[str, Client]) -> None:
    url = address("lessons:rollback", session)
    answers = {role: clients[role].post(url).status_code for role in roles[:4]}
    assert answers == {"visitor": 302, "guest": 302, "learner": 403, "stranger": 403}


def test_every_post_needs_its_token(session: LabSession, learner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(learner).cookies
    passed = []
    for name, each in found.items():
        if each.regex or name == "lessons:asset":
            continue
        url = address(name, session) if name in ours else reverse(name)
        status = strict.post(url, {"password": "x"}).status_code
        if status not in {403, 405}:
            passed.append(f"POST {name}: {status}")
    assert passed == []
    session.refresh_from_db()
    assert session.state == "ready"
    assert User.objects.filter(pk=learner.pk).exists()
