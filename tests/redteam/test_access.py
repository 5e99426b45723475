"""W9 and W14: every address by every role, and every change without its token.

The addresses come from the URL configuration itself: one that is new and not told of here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from labs.catalog.provider import lab_get
from labs.lifecycle import services
from labs.models import LabSession, Recording
from labs.recordings.services import part_path
from labs.sharing import help_requests, invites, visits
from labs.sharing.selectors import visit_is_open
from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.certificates.services import Choice, certificate_issue
from lessons.classes.services import class_create
from lessons.models import (
    Assignment,
    Certificate,
    Class,
    ClassNote,
    Course,
    Draft,
    GradeInquiry,
    GroupSet,
    LtiPlatform,
    Membership,
    Note,
    PredictionRound,
    WebhookEndpoint,
    WebhookMessage,
)
from lessons.notes.quote import Quote
from lessons.notes.services import note_add
from lessons.publishing import selectors
from lessons.reading.attempts import lesson_mark_read
from tests.conftest import client_of, user_make
from tests.labs.engine import engine_used
from tests.lessons.courses import course_publish
from tests.site import course_folder
from virtlearn.people.models import Role, User

# A friend is in the learner's terminals by a link, and may type there: nothing else.
roles = ("visitor", "guest", "learner", "stranger", "friend", "instructor", "head")

# What GET answers by role where that isn't 200; 405 is an address that only takes POST.
get_answers: dict[str, Mapping[str, int]] = {
    # Numbers of the whole site are for who runs it.
    "metrics": dict.fromkeys(set(roles) - {"instructor", "head"}, 403),
    "first_run": dict.fromkeys(roles, 404),
    # The course that ships has this path for a text, which is no picture.
    "lessons:edit_raw": {
        "visitor": 302,
        "guest": 302,
        **dict.fromkeys(roles[2:5], 403),
        **dict.fromkeys(roles[5:], 404),
    },
    # Programs have tokens; a cookie opens nothing (tests/lessons/api).
    **{
        f"api:{name}": dict.fromkeys(roles, 401)
        for name in (
            "me",
            "courses",
            "course",
            "classes",
            "one_class",
            "members",
            "one_member",
            "add",
            "describe",
            "labs",
            "lab_state",
            "lab_start",
            "lab_stop",
            "extension",
            "extension_set",
            "accommodation",
            "accommodation_give",
            "assignments",
            "one_assignment",
            "grades",
            "mine",
            "grade",
            "change",
            "statistics",
            "webhooks",
            "webhook_add",
            "one_webhook",
            "webhook_change",
            "webhook_remove",
            "webhook_messages",
        )
    },
    **{name: dict.fromkeys(roles, 404) for name in ("api_root", "api:api-root", "api_not_found")},
    **{
        f"api:{name}": dict.fromkeys(roles, 405)
        for name in (
            "state_set",
            "lab_extend",
            "webhook_secret",
            "webhook_try",
            "webhook_replay",
        )
    },
    "lessons:api_tokens": {"visitor": 302, "guest": 302},
    "account": {"visitor": 302, "guest": 302},
    "account_delete": {"visitor": 302, "guest": 302},
    **{
        name: {"visitor": 302, "guest": 302, "learner": 403, "stranger": 403, "friend": 403}
        for name in (
            "lessons:manage",
            "lessons:question_import",
            "lessons:results",
            "lessons:results_file",
            "lessons:results_question",
            "lessons:results_question_file",
            "lessons:results_minutes",
            "lessons:results_tasks",
            "lessons:results_tasks_file",
            "lessons:course_upload",
            "lessons:revisions",
            "lessons:revisions_compare",
            "lessons:revision",
            "lessons:revision_upload",
            "lessons:revision_zip",
            "lessons:quizzes",
            "lessons:editor",
            "lessons:edit_file",
            "lessons:edit_preview",
            "lessons:edit_problems",
            "lessons:edit_publish",
            "lessons:edit_discard",
            "labs:class",
            "labs:end",
            "labs:end_all",
            "labs:restart",
        )
    },
    **{
        name: {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:6], 403)}
        for name in (
            "people:log",
            "people:people",
            "people:person",
            "people:role",
            "people:password",
            "people:add",
            "people:import",
            "people:export",
            "people:erase",
            "people:retention",
            "people:mail",
            "people:sign_on_providers",
            "outbox:outbox",
            "lessons:lti_platforms",
            "lessons:lti_platform_new",
            "lessons:lti_platform",
            "lessons:regrade",
        )
    },
    # Nothing is to be graded again, whoever asks.
    "lessons:regrade_question": {
        "visitor": 302,
        "guest": 302,
        **dict.fromkeys(roles[2:6], 403),
        **dict.fromkeys(roles[6:], 404),
    },
    "lessons:class_regrade_question": {
        "visitor": 302,
        "guest": 302,
        **dict.fromkeys(roles[2:], 404),
    },
    "people:log_mine": {"visitor": 302, "guest": 302},
    "people:export_mine": {"visitor": 302, "guest": 302},
    # No provider is set here: nobody is led to one, comes from one, or connects one.
    "people:sign_on_mine": {"visitor": 302, "guest": 302},
    "people:sign_on_connect": {**dict.fromkeys(roles, 403), "visitor": 302, "guest": 302},
    "people:sign_on_link": dict.fromkeys(roles, 403),
    **dict.fromkeys(("people:sign_on_begin", "sso_callback"), dict.fromkeys(roles, 404)),
    "people:sign_on_test": {
        "visitor": 302,
        "guest": 302,
        **dict.fromkeys(roles[2:6], 403),
        "head": 404,
    },
    # The class is the instructor's, with the learner in it: it does not exist for others.
    "lessons:class_new": {
        "visitor": 302,
        "guest": 302,
        "learner": 403,
        "stranger": 403,
        "friend": 403,
    },
    **{
        f"lessons:{name}": {"visitor": 302, "guest": 302, "stranger": 404, "friend": 404}
        for name in ("class", "class_rounds", "class_round")
    },
    **{
        f"lessons:class_{name}": {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:5], 404)}
        for name in (
            "panel",
            "board",
            "board_changes",
            "board_end",
            "people",
            "member",
            "revision",
            "settings",
            "delete",
            "add",
            "labels",
            "roster",
            "roster_csv",
            "invitations",
            "round_screen",
        )
    },
    "lessons:webhooks": {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:5], 403)},
    # The class's teacher has made it.
    "lessons:webhook": {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:5], 404)},
    "lessons:lti_class": {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:5], 404)},
    **{
        f"lessons:{name}": {"visitor": 302, "guest": 302, "stranger": 404, "friend": 404}
        for name in ("assignments", "assignment", "groups", "group_set")
    },
    # To the assignment, where nothing runs; who is staff has no paper.
    "lessons:assignment_clock": {**dict.fromkeys(roles, 302), "stranger": 404, "friend": 404},
    "lessons:assignment_paper": {
        **dict.fromkeys(roles, 404),
        "visitor": 302,
        "guest": 302,
        "learner": 302,
    },
    "lessons:grades_mine": {
        "visitor": 302,
        "guest": 302,
        "stranger": 404,
        "friend": 404,
        "instructor": 302,
        "head": 302,  # to the grades of all
    },
    **{
        f"lessons:{name}": {"visitor": 302, "guest": 302, **dict.fromkeys(roles[2:5], 404)}
        for name in (
            "assignment_new",
            "assignment_change",
            "assignment_preview",
            "assignment_exceptions",
            "assignment_exam",
            "assignment_exam_act",
            "assignment_exam_changes",
            "accommodations",
            "grades",
            "grade",
            "grades_files",
            "grades_wide",
            "grades_long",
            "grades_upload",
            "grades_canvas",
            "group_set_new",
            "group_set_settings",
            "group_file",
            "groups_csv",
            "grades_settings",
            "grades_inquiries",
            "class_regrade",
        )
    },
    # The learner's own question; its teacher and heads read it too.
    "lessons:grades_inquiry": {
        "visitor": 302,
        "guest": 302,
        "stranger": 404,
        "friend": 404,
    },
    "lessons:calendar": {"visitor": 302, "guest": 302},
    "lessons:calendar_feed": dict.fromkeys(roles, 404),
    "lessons:class_join": {"learner": 302, "instructor": 302},  # who are in it already
    "lessons:class_invited": dict.fromkeys(roles, 404),
    "lessons:preview": dict.fromkeys(roles, 404),
    # Nobody here comes from a learning platform.
    "lti:login": dict.fromkeys(roles, 403),
    "lessons:lti_welcome": dict.fromkeys(roles, 403),
    "lessons:lti_connect": {
        "visitor": 302,
        "guest": 302,
        **dict.fromkeys(roles[2:5], 403),
        **dict.fromkeys(roles[5:], 404),
    },
    # Nobody here has begun it.
    "lessons:test_before_question": dict.fromkeys(roles, 302),
    # A fragment's address leads to its page.
    "lessons:figures": dict.fromkeys(roles, 302),
    "lessons:class_notes": dict.fromkeys(roles, 302),
    "labs:state": dict.fromkeys(roles, 302),
    "labs:people": dict.fromkeys(roles, 302),
    "labs:visit_state": dict.fromkeys(roles, 302),
    "labs:shared": dict.fromkeys(roles, 404),
    # Whoever measured nothing has nothing to show.
    "labs:card": dict.fromkeys(roles, 404),
    # The roles here have answered nothing that could come back.
    "lessons:review_card": dict.fromkeys(roles, 404),
    "labs:visit": dict.fromkeys(set(roles) - {"friend"}, 404),
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
            "lessons:api_token_revoke",
            "lessons:revision_discard",
            "lessons:edit_update",
            "lessons:edit_new",
            "lessons:edit_rename",
            "lessons:edit_delete",
            "lessons:edit_restore",
            "lessons:read",
            "lessons:answer",
            "lessons:draft",
            "lessons:hint",
            "lessons:look",
            "lessons:predict",
            "labs:guess",
            "lessons:figures_share",
            "lessons:place",
            "lessons:note_add",
            "lessons:note_change",
            "lessons:note_delete",
            "lessons:note_restore",
            "lessons:certificate_issue",
            "lessons:certificate_revoke",
            "lessons:review_rate",
            "lessons:test_before_skip",
            "lessons:test_before_forget",
            "lessons:assignment_start",
            "lessons:assignment_hand_in",
            "lessons:assignment_join",
            "lessons:assignment_paper_keep",
            "lessons:assignment_batch",
            "lessons:assignment_copy",
            "lessons:assignment_delete",
            "lessons:assignment_back",
            "lessons:assignment_extension",
            "lessons:assignment_override_remove",
            "lessons:late_days",
            "lessons:assignments_zone",
            "lessons:grade_change",
            "lessons:class_regrade_undo",
            "lessons:regrade_undo",
            "lessons:group_place",
            "lessons:group_fill",
            "lessons:group_add",
            "lessons:group_undo",
            "lessons:group_set_delete",
            "lessons:group_choose",
            "lessons:grades_ask",
            "lessons:grades_inquiry_days",
            "lessons:grades_inquiry_send",
            "lessons:class_leave",
            "lessons:class_archive",
            "lessons:class_label_people",
            "lessons:class_act",
            "lessons:class_roster_undo",
            "lessons:class_invitations_send",
            "lessons:class_invitations_renew",
            "lessons:class_invitations_withdraw",
            "lessons:class_round_begin",
            "lessons:class_note_send",
            "lessons:class_screens",
            "lessons:class_call",
            "lessons:class_board_extend",
            "lessons:class_note_take_back",
            "lessons:class_note_close",
            "lessons:class_round_answer",
            "lessons:class_round_move",
            "labs:start",
            "labs:stop",
            "labs:extend",
            "labs:reset",
            "labs:check",
            "labs:hint",
            "labs:solution",
            "labs:recording_choice",
            "labs:recording_choice_all",
            "labs:share",
            "labs:share_stop",
            "labs:visits_end",
            "labs:visit_end",
            "labs:visit_allow",
            "labs:visit_leave",
            "labs:hand",
            "labs:hand_lower",
            "labs:screens_stop",
            "labs:look_in",
            "labs:hand_done",
            "labs:give_time",
            "outbox:again",
            "lessons:webhook_act",
            "lessons:webhook_replay",
            "lessons:lti_class_send",
            "lessons:lti_class_disconnect",
            "lessons:lti_keys",
            "lti:launch",
            "lti:window",
            "lti:chosen",
        )
    },
}
# Platforms of others send these, and have no token of ours. In its place a login has nothing, since
# it only leads on; a launch a sealed state with the cookie of the browser that began it; a window a
# ticket that works once, from this site's Origin; a choice such a ticket alone
# (tests/redteam/test_lti.py).
sent_by_platforms = {"lti:login", "lti:launch", "lti:window", "lti:chosen"}
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
    "share",
    "share_stop",
    "visits_end",
    "visit_end",
    "visit_allow",
    "hand",
    "hand_lower",
    "screens_stop",
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
    head_client: Client,
    session: LabSession,
) -> dict[str, Client]:
    friend = client_of(session.visits.get().user)
    found = (client, guest_client, learner_client, stranger_client, friend)
    return dict(zip(roles, (*found, instructor_client, head_client), strict=True))


@pytest.fixture
def session(
    db: None, learner: User, instructor: User, settings: LazySettings, tmp_path: Path
) -> Iterator[LabSession]:
    """A running lab of the learner, in the course that ships, with a recording and a friend. The
    instructor teaches the learner in a class."""
    settings.RECORDINGS_DIR = tmp_path
    selectors.current_forget()
    course_publish(course_folder)
    with engine_used("fake"):
        lab = lab_get("containers-vs-kvm", "whose-kernel")
        assert lab
        LtiPlatform.objects.create(name="School", issuer="https://lms", client_id="tool")
        started = services.lab_session_start(user=learner, lab=lab)
        recording = Recording.objects.create(user=learner, session=started, machine="main", tab=1)
        part_path(recording.pk).write_bytes(b'{"version":2,"width":80,"height":24}\n')
        share = invites.share_by_token(invites.share_create(session=started, mode="type"))
        assert share
        visits.visit_by_link(share=share, user=user_make("friend"))
        course = selectors.course_current("containers-vs-kvm")
        assert course
        where = {"course_slug": course.course.slug, "lesson_slug": "kernel-boundary"}
        lesson_mark_read(user=learner, **where)
        note_add(user=learner, **where, quote=Quote(language="en"), text="Mine.")
        taught = class_create(
            course=Course.objects.get(), by=instructor, name="1A", time_zone="UTC"
        )
        Membership.objects.create(in_class=taught, user=learner, state="joined")
        assigned = [Item(kind="test", ref="end")]
        GroupSet.objects.create(in_class=taught, name="Lab partners")
        made = assignment_create(
            row=taught, by=instructor, title="A test", rule=Rule(), items=assigned
        )
        GradeInquiry.objects.create(
            assignment=made, membership=Membership.objects.get(in_class=taught, user=learner)
        )
        PredictionRound.objects.create(
            in_class=taught, lesson="kernel-boundary", claim="kernel-death", digest=course.digest
        )
        hook = WebhookEndpoint.objects.create(
            in_class=taught, created_by=instructor, url="https://records.example.org/"
        )
        WebhookMessage.objects.create(endpoint=hook, key="msg_1", event="webhook.test", body="{}")
        assert certificate_issue(user=learner, published=course, choice=Choice())
        yield started


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
        "claim_id": "kernel-death",
        "session": session.pk,
        "recording": session.recordings.get().pk,
        "task": "read-version",
        "share": session.shares.get().pk,
        "visit": session.visits.get().pk,
        "digest": course.current.digest,
        "form": "csv" if name.startswith("lessons:results") else "gift",
        "language": "en",
        "person": session.user_id,
        "note": Note.objects.get().pk,
        "certificate": Certificate.objects.get().pk,
        "key": Certificate.objects.get().token,
        "place": 0,
        "class_id": Class.objects.get().pk,
        "assignment_id": Assignment.objects.get().pk,
        "override_id": 1,
        "set_id": GroupSet.objects.get().pk,
        "inquiry_id": GradeInquiry.objects.get().pk,
        "batch_id": 0,
        "kind": "end",
        "number": PredictionRound.objects.get().pk,
        "guess": "before",
        "member": Membership.objects.get(role="learner").pk,
        "what": "remove",
        "slug": course.slug,
        "rest": "nothing",
        "token_id": 1,
        "provider": "school",
        "code": Class.objects.get().join_code,
        "context": 0,
        "path": "course.toml",
        "platform": LtiPlatform.objects.get().pk,
        "webhook_id": WebhookEndpoint.objects.get().pk,
        "message_id": WebhookMessage.objects.get().pk,
    }
    return reverse(name, kwargs={key: values[key] for key in found[name].arguments})


@pytest.mark.slow("asks for every page in every role")
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
    assert session.hand_raised_at is None
    assert session.shares.get().revoked_at is None
    assert visit_is_open(session.visits.get())


def test_what_a_reader_keeps_is_theirs_alone(
    session: LabSession, clients: dict[str, Client]
) -> None:
    for name in ("note_change", "note_delete", "note_restore", "certificate_revoke"):
        url = address(f"lessons:{name}", session)
        for role in set(roles) - {"learner"}:
            assert clients[role].post(url, {"text": "Not mine."}).status_code == 404, (name, role)
    for role in set(roles) - {"learner"}:
        for page in ("notes", "notes_markdown"):
            assert b"Mine." not in clients[role].get(address(f"lessons:{page}", session)).content
        listed = clients[role].get(address("lessons:certificate", session)).content.decode()
        assert Certificate.objects.get().token not in listed
    note = Note.objects.get()
    assert (note.text, note.deleted_at) == ("Mine.", None)
    assert Certificate.objects.get().revoked_at is None


def test_messages_are_sent_by_teachers_and_closed_by_members(
    session: LabSession, clients: dict[str, Client]
) -> None:
    row = Class.objects.get()
    note = ClassNote.objects.create(in_class=row, text="Break until ten.")
    others = set(roles) - {"instructor", "head"}
    asked = {"visitor", "guest"}
    for url in (
        reverse("lessons:class_note_send", args=[row.pk]),
        reverse("lessons:class_note_take_back", args=[row.pk, note.pk]),
    ):
        for role in others:
            status = clients[role].post(url, {"text": "Go home."}).status_code
            assert status == (302 if role in asked else 404), (url, role)
    assert ClassNote.objects.get() == note
    close = reverse("lessons:class_note_close", args=[note.pk])
    for role in set(roles) - {"learner", "instructor"}:
        assert clients[role].post(close).status_code == 404, role
        notes = clients[role].get(reverse("lessons:class_notes"), headers={"HX-Request": "true"})
        assert b"Break" not in notes.content, role
    assert not note.closed.exists()
    assert clients["learner"].post(close).status_code == 302
    assert note.closed.count() == 1


def test_a_webhook_is_changed_by_the_classs_teachers_alone(
    session: LabSession, clients: dict[str, Client]
) -> None:
    row = WebhookEndpoint.objects.get()
    message = row.messages.get()
    urls = [reverse("lessons:webhook", args=[row.pk])]
    urls.append(reverse("lessons:webhook_replay", args=[row.pk, message.pk]))
    deeds = ("renew", "test", "pause", "resume", "delete")
    urls.extend(reverse("lessons:webhook_act", args=[row.pk, what]) for what in deeds)
    body = {"url": "https://evil.example.org/", "events": ["grade.changed"]}
    for role in roles[:5]:
        for url in urls:
            status = clients[role].post(url, body).status_code
            assert status == (302 if role in roles[:2] else 404), (role, url)
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    assert {other.post(url, body).status_code for url in urls} == {404}
    assert other.get(reverse("lessons:webhooks")).content.find(b"records.example.org") == -1
    assert WebhookEndpoint.objects.get() == row
    assert WebhookEndpoint.objects.get().url == row.url
    assert row.messages.get() == message


def test_a_visit_is_left_by_its_visitor_alone(
    session: LabSession, clients: dict[str, Client]
) -> None:
    url = address("labs:visit_leave", session)
    for role in set(roles) - {"friend"}:
        assert clients[role].post(url).status_code == 404, role
    assert visit_is_open(session.visits.get())
    assert clients["friend"].post(url).status_code == 302
    assert not visit_is_open(session.visits.get())


def test_only_instructors_look_in(session: LabSession, clients: dict[str, Client]) -> None:
    help_requests.hand_raise(session=session)
    for name in ("labs:look_in", "labs:hand_done"):
        url = address(name, session)
        answers = {role: clients[role].post(url).status_code for role in roles[:5]}
        asked, refused = dict.fromkeys(roles[:2], 302), dict.fromkeys(roles[2:5], 403)
        assert answers == {**asked, **refused}, name
    session.refresh_from_db()
    assert session.hand_raised_at
    assert session.visits.count() == 1


@pytest.mark.parametrize("name", ["labs:give_time", "labs:restart"])
def test_instructors_act_on_labs_of_those_whom_they_teach(
    session: LabSession, clients: dict[str, Client], name: str
) -> None:
    url = address(name, session)
    answers = {role: clients[role].post(url).status_code for role in roles[:5]}
    assert answers == {**dict.fromkeys(roles[:2], 302), **dict.fromkeys(roles[2:5], 403)}
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    assert other.post(url).status_code == 404
    before = LabSession.objects.get(pk=session.pk)
    assert (before.state, before.expires_at) == (session.state, session.expires_at)


@pytest.mark.parametrize("name", ["labs:end", "labs:end_all"])
def test_instructors_end_labs_of_those_whom_they_teach(
    session: LabSession, clients: dict[str, Client], name: str
) -> None:
    url = address(name, session)
    answers = {role: clients[role].post(url).status_code for role in roles[:5]}
    assert answers == {**dict.fromkeys(roles[:2], 302), **dict.fromkeys(roles[2:5], 403)}
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    assert other.post(url).status_code == (404 if name == "labs:end" else 302)
    session.refresh_from_db()
    assert session.state == "ready"
    assert clients["instructor"].post(url).status_code == 302
    session.refresh_from_db()
    assert session.state == "ended"


@pytest.mark.parametrize("name", ["revision", "revision_discard", "revision_upload"])
def test_learners_change_no_revisions(
    session: LabSession, clients: dict[str, Client], name: str
) -> None:
    url = address(f"lessons:{name}", session)
    answers = {role: clients[role].post(url).status_code for role in roles[:5]}
    assert answers == {**dict.fromkeys(roles[:2], 302), **dict.fromkeys(roles[2:5], 403)}


def test_learners_do_not_change_courses(session: LabSession, clients: dict[str, Client]) -> None:
    sent = {"text": "Mine.", "base": "", "seen": "", "message": "Mine"}
    for name in (
        *("edit_file", "edit_new", "edit_rename", "edit_delete", "edit_restore"),
        *("edit_publish", "edit_discard", "edit_update"),
    ):
        url = address(f"lessons:{name}", session)
        answers = {role: clients[role].post(url, sent).status_code for role in roles[:5]}
        assert answers == {**dict.fromkeys(roles[:2], 302), **dict.fromkeys(roles[2:5], 403)}, name
    assert not Draft.objects.exists()


def without_token(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """The site's answer to a form without its token is a page; 300 of them take seconds."""
    return HttpResponse(f"no token: {reason}", status=403)


def test_every_post_needs_its_token(
    session: LabSession, learner: User, settings: LazySettings
) -> None:
    settings.CSRF_FAILURE_VIEW = f"{__name__}.without_token"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(learner).cookies
    passed = []
    for name, each in found.items():
        if each.regex or name == "lessons:asset" or name in sent_by_platforms:
            continue
        if name.startswith("api"):  # takes a program's token, and no cookie: see above
            continue
        url = address(name, session) if name in ours else reverse(name)
        answer = strict.post(url, {"password": "x"})
        if answer.status_code != 405 and not answer.content.startswith(b"no token"):
            passed.append(f"POST {name}: {answer.status_code}")
    assert passed == []
    session.refresh_from_db()
    assert session.state == "ready"
    assert User.objects.filter(pk=learner.pk).exists()
