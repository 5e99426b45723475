"""Pages of sharing, visiting, hands and the class: what each shows to whom, and does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.lifecycle import services
from labs.models import LabSession, LabState, Share, TaskResult, Visit
from labs.sharing import help_requests, invites, selectors, visits
from tests.conftest import client_of, user_make
from tests.labs.factory import lab_make
from tests.labs.pages import body, place, url
from virtlearn.people.models import AuditEntry, Role, User

pytestmark = pytest.mark.usefixtures("provider")

page = reverse("labs:lab", args=place)
people = reverse("labs:people", args=place)
classroom = reverse("labs:class")
htmx = {"HX-Request": "true"}


def link_of(response: Any) -> str:
    found = re.search(r'value="(http://testserver/en/shared/[^"]+)"', body(response))
    assert found, body(response)
    return found[1].removeprefix("http://testserver")


def come_in(session: LabSession, user: User, mode: str = "watch", name: str = "") -> Visit:
    share = invites.share_by_token(invites.share_create(session=session, mode=mode))
    assert share
    visit = visits.visit_by_link(share=share, user=user, name=name)
    visits.visits_note([visit.pk], there=True)
    return visit


# The learner's page


def test_there_is_nothing_to_share_before_the_lab_runs(learner_client: Client) -> None:
    text = body(learner_client.get(page))
    assert 'id="lab-people"' in text
    assert 'id="people-share"' not in text


def test_a_link_is_shown_once(learner_client: Client, session: LabSession) -> None:
    response = learner_client.post(url("share", session), {"mode": "type"}, headers=htmx)
    link = link_of(response)
    assert session.shares.get().mode == Share.Mode.TYPE
    assert response["Cache-Control"].startswith("max-age=0")
    for again in (page, people):
        text = body(learner_client.get(again, headers=htmx))
        assert "Link of" in text
        assert link not in text
    assert learner_client.get(link).status_code == 200


def test_a_link_without_scripts(learner_client: Client, session: LabSession) -> None:
    response = learner_client.post(url("share", session), {"mode": "anything"})
    assert response.status_code == 200
    assert link_of(response)
    assert page in body(response)
    assert session.shares.get().mode == Share.Mode.WATCH


def test_too_many_links_are_refused_in_words(learner_client: Client, session: LabSession) -> None:
    for _ in range(invites.links_most):
        learner_client.post(url("share", session))
    for headers in (htmx, {}):
        response = learner_client.post(url("share", session), headers=headers)
        assert "Stop one of them first." in body(response)


def test_the_learner_sees_who_is_there_and_sends_them_out(
    learner_client: Client, session: LabSession, guest: User, instructor: User
) -> None:
    mine = come_in(session, guest, "type", name="<b>Ana</b>")
    theirs = visits.visit_look_in(session=session, user=instructor, mode="watch")
    visits.visits_note([theirs.pk], there=True)
    text = body(learner_client.get(people, headers=htmx))
    assert "&lt;b&gt;Ana&lt;/b&gt; (by link) watches and may type; instructor (instructor)" in text
    assert f'data-there="{mine.pk}:type {theirs.pk}:watch"' in text
    text = body(learner_client.post(url("visit_end", session, mine.pk), headers=htmx))
    assert "Ana" not in text
    assert not selectors.visit_is_open(mine)
    response = learner_client.post(url("visits_end", session))
    assert response["Location"] == page + "#lab-people"
    assert not selectors.visits_open().exists()
    text = body(learner_client.get(page))
    assert "You sent <bdi>instructor</bdi> out." in text
    text = body(learner_client.post(url("visit_allow", session, theirs.pk), headers=htmx))
    assert "You sent <bdi>instructor</bdi> out." not in text


def test_a_stopped_link(learner_client: Client, client: Client, session: LabSession) -> None:
    link = link_of(learner_client.post(url("share", session), headers=htmx))
    share = session.shares.get()
    assert client.get(link).status_code == 200
    text = body(learner_client.post(url("share_stop", session, share.pk), headers=htmx))
    assert "Link of" not in text
    for response in (client.get(link), client.post(link)):
        assert response.status_code == 404
        assert "This link does not work any more" in body(response)


def test_a_hand_goes_up_and_down(learner_client: Client, session: LabSession) -> None:
    text = body(learner_client.post(url("hand", session), {"note": "It's <odd>"}, headers=htmx))
    assert "Waiting for an instructor." in text
    assert "It&#x27;s &lt;odd&gt;" in text
    assert 'data-raised="yes"' in text
    response = learner_client.post(url("hand_lower", session))
    assert response["Location"] == page + "#lab-people"
    session.refresh_from_db()
    assert session.hand_raised_at is None


# A visitor


def test_looking_at_a_link_does_nothing(client: Client, session: LabSession) -> None:
    """Chats fetch links by themselves."""
    users = User.objects.count()
    link = reverse("labs:shared", args=[invites.share_create(session=session, mode="watch")])
    text = body(client.get(link))
    assert "<bdi>learner</bdi>: terminals, live" in text
    assert "Whose kernel" in text
    assert "You can't type." in text
    assert (User.objects.count(), Visit.objects.count()) == (users, 0)


def test_a_visitor_needs_no_account(client: Client, session: LabSession) -> None:
    link = reverse("labs:shared", args=[invites.share_create(session=session, mode="type")])
    assert "can type as well" in body(client.get(link))
    response = client.post(link, {"name": "Ana"})
    visit = Visit.objects.get()
    assert response["Location"] == reverse("labs:visit", args=[visit.pk])
    assert (visit.name, visit.mode, visit.user.is_guest) == ("Ana", "type", True)
    text = body(client.get(response["Location"]))
    assert "<bdi>learner</bdi>: terminals, live" in text
    assert "You watch and may type." in text
    assert 'data-machine="main"' in text
    # Nothing of the learner's but the terminals.
    for word in ("Make one", "first-hint", "/stop/", "/reset/", "/check/", "/recordings/"):
        assert word not in text


def test_an_account_comes_under_its_own_name(stranger_client: Client, session: LabSession) -> None:
    link = reverse("labs:shared", args=[invites.share_create(session=session, mode="watch")])
    assert "your user name: <bdi>stranger</bdi>" in body(stranger_client.get(link))
    stranger_client.post(link, {"name": "The teacher"})
    assert Visit.objects.get().name == ""


def test_the_learners_own_link_leads_home(learner_client: Client, session: LabSession) -> None:
    link = reverse("labs:shared", args=[invites.share_create(session=session, mode="watch")])
    for response in (learner_client.get(link), learner_client.post(link)):
        assert page in body(response)
    assert not Visit.objects.exists()


def test_a_guest_owner_is_called_a_guest(client: Client, guest: User) -> None:
    session = services.lab_session_start(user=guest, lab=lab_make())
    link = reverse("labs:shared", args=[invites.share_create(session=session, mode="watch")])
    text = body(client.get(link))
    assert "<bdi>a guest</bdi>: terminals, live" in text
    assert guest.username not in text


def test_who_was_sent_out_reads_so(guest: User, guest_client: Client, session: LabSession) -> None:
    token = invites.share_create(session=session, mode="watch")
    share = invites.share_by_token(token)
    assert share
    visit = visits.visit_by_link(share=share, user=guest)
    where = reverse("labs:visit", args=[visit.pk])
    fragment = reverse("labs:visit_state", args=[visit.pk])
    assert 'data-over=""' in body(guest_client.get(fragment, headers=htmx))
    visits.visit_end(session=session, visit=visit.pk)
    for response in (guest_client.get(where), guest_client.get(fragment, headers=htmx)):
        assert "Your visit was ended by the learner (learner)." in body(response)
    assert 'data-machine="main"' not in body(guest_client.get(where))
    response = guest_client.post(reverse("labs:shared", args=[token]))
    assert response.status_code == 403
    assert "Ask them for a new link." in body(response)


def test_leaving_and_the_end_of_the_lab(
    guest: User, guest_client: Client, session: LabSession
) -> None:
    visit = come_in(session, guest)
    response = guest_client.post(reverse("labs:visit_leave", args=[visit.pk]), follow=True)
    assert "You have left this lab." in body(response)
    services.lab_session_stop(session=session)
    assert "This lab has ended." in body(guest_client.get(reverse("labs:visit", args=[visit.pk])))


def test_a_visit_is_its_visitors_alone(
    session: LabSession, guest: User, learner_client: Client, stranger_client: Client
) -> None:
    visit = come_in(session, guest)
    for name in ("visit", "visit_state"):
        for client in (learner_client, stranger_client, Client()):
            where = reverse(f"labs:{name}", args=[visit.pk])
            assert client.get(where, headers=htmx).status_code == 404


# An instructor


def test_the_class_has_raised_hands_first_and_the_oldest_of_them(
    session: LabSession, instructor_client: Client, django_assert_max_num_queries: Any
) -> None:
    names = ["learner", "early", "late", "stuck"]
    sessions = [
        session,
        *(services.lab_session_start(user=user_make(name), lab=lab_make()) for name in names[1:]),
    ]
    now = timezone.now()
    for each, minutes in zip(sessions[1:3], (9, 4), strict=True):
        help_requests.hand_raise(session=each, note="<b>help</b>")
        since = now - timedelta(minutes=minutes)
        LabSession.objects.filter(pk=each.pk).update(hand_raised_at=since)
    LabSession.objects.filter(pk=sessions[3].pk).update(ready_at=now - timedelta(minutes=30))
    TaskResult.objects.filter(session=session, task="one").update(
        outcome="passed", passed_at=now - timedelta(minutes=3)
    )
    with django_assert_max_num_queries(10):  # two of them for the log, at the first look
        response = instructor_client.get(classroom)
    text = body(response)
    assert re.findall(r'<th scope="row"><bdi>(\w+)</bdi></th>', text) == [
        "early",
        "late",
        "stuck",
        "learner",
    ]
    assert "waits for 9 minutes" in text
    assert "&lt;b&gt;help&lt;/b&gt;" in text
    assert "1 of 3 done, at task 2" in text
    assert "0 of 3 done, at task 1" in text
    assert "2 hands are raised." in text
    assert "<title> (2) Class" in text


def test_the_class_shows_who_waits_and_what_has_ended_no_more(
    session: LabSession, instructor: User, instructor_client: Client
) -> None:
    own = services.lab_session_start(user=instructor, lab=lab_make())
    waiting = LabSession.objects.create(
        user=user_make("waiting"),
        course=place[0],
        lab=place[1],
        revision="d1",
        spec_json=session.spec_json,
        title=session.title,
        state=LabState.QUEUED,
        due_at=timezone.now() + timedelta(minutes=1),
    )
    text = body(instructor_client.get(classroom))
    assert "waits, number 1 in the queue" in text
    assert reverse("labs:look_in", args=[session.pk]) in text
    assert reverse("labs:look_in", args=[waiting.pk]) not in text
    assert reverse("labs:look_in", args=[own.pk]) not in text
    assert "Your own" in text
    services.lab_session_stop(session=session)
    assert '<th scope="row">learner</th>' not in body(instructor_client.get(classroom))


def test_the_class_is_sent_again_only_where_it_changed(
    session: LabSession, instructor_client: Client
) -> None:
    seen = re.search(r"seen=(\w+)", body(instructor_client.get(classroom)))
    assert seen
    again = classroom + f"?seen={seen[1]}"
    assert instructor_client.get(again, headers=htmx).status_code == 204
    help_requests.hand_raise(session=session)
    response = instructor_client.get(again, headers=htmx)
    assert response.status_code == 200
    assert 'id="class"' in body(response)
    assert "<html" not in body(response)
    assert "1 hand is raised." in body(response)


def test_guests_are_told_from_each_other(instructor_client: Client, db: None) -> None:
    for mark in ("a1b2", "c3d4"):
        guest = User.objects.create(username=f"guest-9f{mark}", is_guest=True)
        services.lab_session_start(user=guest, lab=lab_make())
    text = body(instructor_client.get(classroom))
    assert "guest a1b2" in text
    assert "guest c3d4" in text


def test_an_empty_class_says_so(instructor_client: Client) -> None:
    assert "No lab runs now." in body(instructor_client.get(classroom))


def test_an_instructor_looks_in_and_helps(
    session: LabSession, instructor: User, instructor_client: Client
) -> None:
    help_requests.hand_raise(session=session, note="stuck")
    look = reverse("labs:look_in", args=[session.pk])
    response = instructor_client.post(look, {"mode": "watch"}, follow=True)
    visit = Visit.objects.get()
    assert (visit.user, visit.mode, visit.share) == (instructor, "watch", None)
    text = body(response)
    assert "You watch." in text
    assert "stuck" in text
    instructor_client.post(look, {"mode": "type"})
    visit.refresh_from_db()
    assert visit.mode == "type"
    done = reverse("labs:hand_done", args=[session.pk])
    response = instructor_client.post(done, {"visit": visit.pk})
    assert response["Location"] == reverse("labs:visit", args=[visit.pk])
    session.refresh_from_db()
    assert session.hand_raised_at is None
    # Sent out, the instructor reads how to come again.
    visits.visit_end(session=session, visit=visit.pk)
    text = body(instructor_client.get(reverse("labs:visit", args=[visit.pk])))
    assert "You can come again when they raise their hand or let you in." in text
    assert look not in text
    text = body(instructor_client.post(look, follow=True))
    assert "You can come again when they raise their hand or let you in." in text
    visits.visit_allow(session=session, visit=visit.pk)
    assert look in body(instructor_client.get(reverse("labs:visit", args=[visit.pk])))


def test_nobody_looks_into_what_is_not_there(
    session: LabSession, instructor_client: Client
) -> None:
    services.lab_session_stop(session=session)
    for name in ("look_in", "hand_done"):
        where = reverse(f"labs:{name}", args=[session.pk])
        assert instructor_client.post(where).status_code == 404


def test_in_spanish(session: LabSession, instructor_client: Client, client: Client) -> None:
    """The lab's own words at least; those of the page follow the catalogue."""
    token = invites.share_create(session=session, mode="watch")
    with_es = reverse("labs:shared", args=[token]).replace("/en/", "/es/")
    assert "De quién es el núcleo" in body(client.get(with_es))
    assert "De quién es el núcleo" in body(instructor_client.get(classroom.replace("/en/", "/es/")))


def test_an_instructor_by_a_link_is_a_visitor_by_link(
    session: LabSession, learner_client: Client
) -> None:
    come_in(session, user_make("second", Role.INSTRUCTOR))
    assert "second (by link) watches" in body(learner_client.get(people, headers=htmx))
    assert client_of(user_make("third", Role.INSTRUCTOR)).get(people).status_code == 302


# The log


def seen_of(learner: User) -> list[tuple[str, int | None, str]]:
    rows = AuditEntry.objects.filter(subject=learner.pk).order_by("pk")
    return list(rows.values_list("action", "actor", "detail"))


def test_who_comes_into_the_terminals_is_written_down_for_the_learner(
    session: LabSession, instructor_client: Client, instructor: User, learner: User, stranger: User
) -> None:
    look_in = reverse("labs:look_in", args=[session.pk])
    instructor_client.post(look_in)
    instructor_client.post(look_in, {"mode": "type"})
    come_in(session, stranger)
    lab = "/".join(place)
    assert seen_of(learner) == [
        ("terminal.watched", instructor.pk, lab),
        ("terminal.typed", instructor.pk, lab),
        ("terminal.watched", stranger.pk, lab),
    ]


def test_who_reads_the_class_page_has_seen_each_learner_once(
    session: LabSession, instructor_client: Client, instructor: User, learner: User
) -> None:
    for _ in range(2):
        instructor_client.get(classroom)
    services.lab_session_start(user=instructor, lab=lab_make())
    instructor_client.get(classroom, headers=htmx)
    assert seen_of(learner) == [("class.seen", instructor.pk, "/".join(place))]
    assert seen_of(instructor) == []
