"""Others at a learner's terminal: what they may, what they are told, how quickly they are out."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import LazySettings

from labs.core import presence
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, Visit
from labs.sharing import help_requests, invites, visits
from labs.terminal.core import hub, ports
from labs.terminal.core.times import Times
from labs.terminal.routing import application
from tests.conftest import client_of, user_make
from tests.labs.factory import lab_make
from tests.labs.terminal.client import Client, RefusedError, connected, cookies_of, patience, prompt
from tests.labs.terminal.conftest import Serve
from virtlearn.people.models import Role, User

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[..., AbstractContextManager[Client]]


@pytest.fixture
def enter(port: int, session: LabSession) -> Enter:
    """`with enter(user, tab=2) as client`: a page of this user's."""

    def join(user: User, tab: int = 1, query: str = "", at: int = port) -> object:
        where = f"/ws/terminal/{session.pk}/main/{tab}/{query}"
        return connected(at, where, cookies=cookies_of(client_of(user)))

    return join  # type: ignore[return-value]


@pytest.fixture
def friend(db: None) -> User:
    return user_make("friend")


def let_in(session: LabSession, user: User, mode: str = "watch") -> Visit:
    share = invites.share_by_token(invites.share_create(session=session, mode=mode))
    assert share
    return visits.visit_by_link(share=share, user=user)


def people_come(client: Client, *expected: tuple[str, str]) -> None:
    """Waits until the page was told of just these names and modes."""
    end = time.monotonic() + patience
    while True:
        told = client.told("people", end - time.monotonic())["people"]
        if [(each["name"], each["mode"]) for each in told] == list(expected):
            return


# Watching and typing


def test_two_see_the_same_characters(
    enter: Enter, session: LabSession, learner: User, friend: User
) -> None:
    """Show no. 5: first one types, then the other."""
    let_in(session, friend, "type")
    with enter(learner) as mine, enter(friend) as theirs:
        mine.see(prompt)
        theirs.see(prompt)
        mine.type("echo from-me\r")
        theirs.see("from-me\r\nfrom-me")
        theirs.type("echo from-them\r")
        mine.see("from-them\r\nfrom-them")
        theirs.see("from-them\r\nfrom-them\r\n" + prompt)
        mine.see("from-them\r\nfrom-them\r\n" + prompt)
        assert mine.output == theirs.output


def test_what_a_watcher_types_is_dropped_on_the_server(
    enter: Enter, session: LabSession, learner: User, friend: User, engine: FakeEngine
) -> None:
    visit = let_in(session, friend)
    with enter(learner) as mine, enter(friend) as theirs:
        mine.see(prompt)
        assert theirs.told("mode") == {"type": "mode", "mode": "watch"}
        theirs.type("echo sneaked\r")
        theirs.tell(type="ping")
        theirs.told("ping")  # it was read
        mine.type("echo mine\r")
        mine.see("mine\r\nmine\r\n" + prompt)
        assert b"sneaked" not in mine.output
        # Allowed to type by another link, it works at once, and not any more when that is over.
        let_in(session, friend, "type")
        assert theirs.told("mode", 1) == {"type": "mode", "mode": "type"}
        theirs.type("echo helped\r")
        mine.see("helped\r\nhelped\r\n" + prompt)
        Visit.objects.filter(pk=visit.pk).update(mode="watch")
        assert theirs.told("mode", 1)["mode"] == "watch"
        theirs.type("echo sneaked\r")
        theirs.tell(type="ping")
        theirs.told("ping")
        mine.type("echo end\r")
        mine.see("end\r\nend\r\n" + prompt)
        assert b"sneaked" not in mine.output


def test_a_watchers_typing_is_no_activity(
    enter: Enter, session: LabSession, friend: User, learner: User
) -> None:
    let_in(session, friend)
    with enter(friend) as theirs:
        theirs.see(prompt)
        session.refresh_from_db()
        before = session.last_input_at
        LabSession.objects.filter(pk=session.pk).update(last_input_at=None)
        theirs.type("x\r")
        theirs.tell(type="ping")
        theirs.told("ping")
        time.sleep(0.5)  # it would be written down beside the terminal
        session.refresh_from_db()
        assert before
        assert session.last_input_at is None
        let_in(session, friend, "type")
        theirs.told("mode")
        theirs.told("mode")
        theirs.type("x\r")
        theirs.see("x: not found")
        time.sleep(0.5)
    session.refresh_from_db()
    assert session.last_input_at  # a helper's is


@pytest.mark.parametrize("mode", ["watch", "type"])
def test_a_visitor_neither_ends_nor_resizes_a_terminal(
    enter: Enter, session: LabSession, learner: User, friend: User, mode: str
) -> None:
    let_in(session, friend, mode)
    with enter(learner, 2, "?cols=90&rows=20") as mine:
        mine.see(prompt)
        with enter(friend, 2, "?cols=33&rows=9") as theirs:
            theirs.see(prompt)
            theirs.tell(type="resize", cols=10, rows=5)
            theirs.tell(type="ping")
            theirs.told("ping")
            theirs.tell(type="end")
            assert theirs.closed() == 4400
        mine.type("echo alive\r")
        mine.see("alive\r\nalive")
        assert not mine.code
        for _ in range(100):  # the resize runs beside the terminal
            mine.output = b""
            mine.type("stty size\r")
            mine.see(prompt)
            if b"20 90\r\n" in mine.output:
                return
        raise AssertionError(mine.output)


def test_a_visitor_is_told_the_size_and_each_change_of_it(
    enter: Enter, session: LabSession, learner: User, friend: User
) -> None:
    let_in(session, friend)
    with enter(learner, 1, "?cols=101&rows=31") as mine, enter(friend) as theirs:
        mine.see(prompt)
        assert theirs.told("size") == {"type": "size", "cols": 101, "rows": 31}
        mine.tell(type="resize", cols=66, rows=17)
        assert theirs.told("size") == {"type": "size", "cols": 66, "rows": 17}


def test_a_visitor_sees_which_terminals_there_are_and_opens_none(
    enter: Enter, session: LabSession, learner: User, friend: User, engine: FakeEngine
) -> None:
    let_in(session, friend, "type")
    with enter(friend) as theirs:
        assert theirs.told("tabs") == {"type": "tabs", "tabs": [1]}
        with pytest.raises(AssertionError), enter(friend, 3) as other:
            other.see(prompt)
        assert other.code == ports.code_gone
        with enter(learner, 3) as mine:
            mine.see(prompt)
            assert theirs.told("tabs")["tabs"] == [1, 3]
            with enter(friend, 3) as other:
                other.see(prompt)
                mine.tell(type="end")
                assert other.told("ended")["reason"] == "exited"
            assert theirs.told("tabs")["tabs"] == [1]


def test_the_learners_terminal_answers_for_all(
    enter: Enter, session: LabSession, learner: User, friend: User
) -> None:
    """Also where the visitor came first: a watcher's answers are dropped."""
    let_in(session, friend)
    with enter(friend) as theirs:
        theirs.see(prompt)
        with enter(learner) as mine:
            mine.see(prompt)
            mine.send(b"\x1b[5n")
            theirs.see("\x1b[5n")


def test_visitors_take_no_place_of_the_learners(
    enter: Enter, port: int, session: LabSession, learner: User
) -> None:
    where = f"/ws/terminal/{session.pk}/main/1/"
    clients = []
    share = invites.share_by_token(invites.share_create(session=session, mode="watch"))
    assert share
    try:
        for number in range(hub.visitors_limit // hub.windows_limit):
            user = user_make(f"friend-{number}")
            visits.visit_by_link(share=share, user=user)
            for _ in range(hub.windows_limit):
                client = Client(port, where, cookies=cookies_of(client_of(user)))
                clients.append(client)
                client.see(prompt)
            third = Client(port, where, cookies=cookies_of(client_of(user)))
            clients.append(third)
            assert third.closed() == ports.code_busy
        last = user_make("one-too-many")
        visits.visit_by_link(share=share, user=last)
        clients.append(Client(port, where, cookies=cookies_of(client_of(last))))
        assert clients[-1].closed() == ports.code_busy
        with enter(learner) as mine:
            mine.see(prompt)
    finally:
        for client in clients:
            client.close()


# Who gets in


def refused(port: int, session: LabSession, user: User | None, machine: str = "main") -> int:
    with pytest.raises(RefusedError) as found:
        Client(
            port,
            f"/ws/terminal/{session.pk}/{machine}/1/",
            cookies=cookies_of(client_of(user)) if user else None,
        )
    return found.value.status


def test_strangers_stay_strangers(
    port: int, session: LabSession, friend: User, instructor: User, engine: FakeEngine
) -> None:
    """A visit is to one session, and of one person."""
    let_in(session, friend)
    visits.visit_look_in(session=session, user=instructor, mode="type")
    other = services.lab_session_start(user=user_make("other"), lab=lab_make())
    assert refused(port, other, friend) == 404
    assert refused(port, other, instructor) == 404
    assert refused(port, session, user_make("stranger")) == 404
    assert refused(port, session, user_make("second", Role.INSTRUCTOR)) == 404
    assert refused(port, session, None) == 404
    assert refused(port, session, friend, "elsewhere") == 404


def test_another_origin_does_not_use_a_visitors_cookie(
    port: int, session: LabSession, friend: User
) -> None:
    let_in(session, friend)
    with pytest.raises(RefusedError) as found:
        Client(
            port,
            f"/ws/terminal/{session.pk}/main/1/",
            cookies=cookies_of(client_of(friend)),
            origin="http://evil.example",
        )
    assert found.value.status == 403


# Who is there


def test_the_learner_is_told_who_comes_changes_and_goes(
    enter: Enter, session: LabSession, learner: User, instructor: User
) -> None:
    with enter(learner) as mine:
        mine.see(prompt)
        visit = visits.visit_look_in(session=session, user=instructor, mode="watch")
        with enter(instructor) as theirs:
            people_come(mine, ("instructor", "watch"))
            visits.visit_look_in(session=session, user=instructor, mode="type")
            people_come(mine, ("instructor", "type"))
            visit.refresh_from_db()
            assert visit.seen_at
            assert not theirs.code
            with enter(learner, 2) as another:  # a page that comes later knows too
                people_come(another, ("instructor", "type"))
        people_come(mine)
    visit.refresh_from_db()
    assert visit.ended_at is None  # closed by mistake, it may be opened again
    assert visit.seen_at is None


def test_the_learner_is_told_that_the_hand_was_lowered(
    enter: Enter, session: LabSession, learner: User
) -> None:
    with enter(learner) as mine:
        mine.see(prompt)
        help_requests.hand_raise(session=session)
        assert mine.told("hand") == {"type": "hand", "raised": True}
        help_requests.hand_lower(session=session)
        assert mine.told("hand") == {"type": "hand", "raised": False}


# How it ends


def sent_out(client: Client, end: Callable[[], object]) -> float:
    """How many seconds it took from `end` to the last that the visitor is told."""
    client.see(prompt)
    client.output = b""
    end()
    began = time.monotonic()
    assert client.told("ended") == {"type": "ended", "reason": presence.visit_over}
    assert client.closed() == ports.code_ended
    return time.monotonic() - began


@pytest.mark.alone
def test_taking_the_link_back_is_felt_within_a_second(
    enter: Enter, session: LabSession, learner: User, friend: User
) -> None:
    """The revocation is a row only, as another process writes it."""
    visit = let_in(session, friend, "type")
    assert visit.share_id
    share = visit.share_id
    with enter(learner) as mine, enter(friend) as theirs:
        mine.see(prompt)
        took = sent_out(theirs, lambda: invites.share_revoke(session=session, share=share))
        assert took < 1
        mine.type("echo secret\r")
        mine.see("secret\r\nsecret")
        assert theirs.output == b""
    with enter(friend) as again:  # and says why
        assert again.told("ended")["reason"] == presence.visit_over
        assert again.closed() == ports.code_ended
        assert again.output == b""


@pytest.mark.alone
def test_the_learner_sends_one_out_within_a_second_and_others_stay(
    enter: Enter, session: LabSession, friend: User, instructor: User
) -> None:
    visits.visit_look_in(session=session, user=instructor, mode="watch")
    visit = let_in(session, friend)
    with enter(friend) as theirs, enter(instructor) as other:
        other.see(prompt)
        assert sent_out(theirs, lambda: visits.visit_end(session=session, visit=visit.pk)) < 1
        time.sleep(1)
        other.tell(type="ping")
        other.told("ping")
        assert sent_out(other, lambda: visits.visits_end(session=session)) < 1


def test_all_windows_of_a_visitor_close_in_every_process(
    enter: Enter, session: LabSession, friend: User, serve: Serve
) -> None:
    """Two hubs stand for two web processes: neither hears of the other."""
    visit = let_in(session, friend)
    second = serve(application.__class__(application.backend, application.settings))
    with enter(friend) as here, enter(friend, at=second) as there:
        there.see(prompt)
        sent_out(here, lambda: visits.visit_leave(visit=visit))
        assert there.told("ended")["reason"] == presence.visit_over
        assert there.closed() == ports.code_ended


@pytest.mark.parametrize("times", [Times(recheck=0.3, ask=3600)])
def test_the_recheck_asks_too(enter: Enter, session: LabSession, friend: User) -> None:
    """Where asking has died the recheck still finds who may not be in any more."""
    visit = let_in(session, friend, "type")
    with enter(friend) as theirs:
        theirs.see(prompt)
        Visit.objects.filter(pk=visit.pk).update(mode="watch")
        theirs.told("mode")
        assert theirs.told("mode")["mode"] == "watch"
        sent_out(theirs, lambda: visits.visit_end(session=session, visit=visit.pk))


@pytest.mark.parametrize("times", [Times(recheck=0.3)])
def test_an_instructor_is_out_with_the_recheck_once_the_learner_is_none_of_theirs(
    enter: Enter,
    session: LabSession,
    learner: User,
    friend: User,
    instructor: User,
    settings: LazySettings,
) -> None:
    visit = visits.visit_look_in(session=session, user=instructor, mode="type")
    let_in(session, friend)
    with enter(learner) as mine, enter(friend) as by_link, enter(instructor) as theirs:
        mine.see(prompt)
        theirs.see(prompt)

        def end() -> None:
            settings.LEARNERS_TAUGHT = "tests.labs.provider.nobody"

        sent_out(theirs, end)
        people_come(mine, ("friend", "watch"))
        by_link.tell(type="ping")
        by_link.told("ping")
    visit.refresh_from_db()
    assert visit.ended_at
    assert not visit.ended_by_learner
    with enter(instructor) as again:
        assert again.closed() == ports.code_ended
        assert again.output == b""


def test_the_end_of_the_lab_has_its_own_reason(
    enter: Enter, session: LabSession, friend: User
) -> None:
    let_in(session, friend)
    with enter(friend) as theirs:
        theirs.see(prompt)
        services.lab_session_stop(session=session)
        assert theirs.told("ended")["reason"] == "learner"


def test_a_session_id_alone_opens_nothing(port: int, friend: User) -> None:
    with pytest.raises(RefusedError) as found:
        Client(port, f"/ws/terminal/{uuid.uuid4()}/main/1/", cookies=cookies_of(client_of(friend)))
    assert found.value.status == 404
