"""Links, visits and hands as rows: who may come in, and what ends it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from labs.core.refusal import LabRefusedError, RefusalCode
from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession, Share, Visit
from labs.sharing import help_requests, invites, selectors, visits
from tests.conftest import user_make
from tests.labs.factory import lab_make
from virtlearn.people.models import Role, User
from virtlearn.people.services import guest_merge

pytestmark = pytest.mark.django_db


def link(session: LabSession, mode: str = "watch") -> Share:
    share = invites.share_by_token(invites.share_create(session=session, mode=mode))
    assert share
    return share


def there(*visits_of: Visit) -> None:
    visits.visits_note([visit.pk for visit in visits_of], there=True)


# Links


def test_the_token_is_not_kept(session: LabSession) -> None:
    token = invites.share_create(session=session, mode="watch")
    share = session.shares.get()
    assert re.fullmatch(r"[\w-]{43}", token)
    assert token not in str(Share.objects.values_list())
    assert invites.share_by_token(share.token) is None  # the hash is no token
    assert invites.share_by_token(token) == share


def test_a_link_that_was_taken_back_or_whose_lab_ended_does_not_work(session: LabSession) -> None:
    first = invites.share_create(session=session, mode="watch")
    second = invites.share_create(session=session, mode="type")
    found = invites.share_by_token(first)
    assert found
    assert invites.share_revoke(session=session, share=found.pk)
    assert not invites.share_revoke(session=session, share=found.pk)
    assert invites.share_by_token(first) is None
    assert invites.share_by_token(second)
    services.lab_session_stop(session=session)
    assert invites.share_by_token(second) is None


def test_anothers_link_is_not_taken_back(session: LabSession, engine: FakeEngine) -> None:
    other = services.lab_session_start(user=user_make("other"), lab=lab_make())
    share = link(session)
    assert not invites.share_revoke(session=other, share=share.pk)
    assert visits.visit_by_link(share=share, user=user_make("friend")).pk


def test_links_have_a_bound_and_need_a_lab_that_runs(session: LabSession) -> None:
    for _ in range(invites.links_most):
        invites.share_create(session=session, mode="watch")
    with pytest.raises(LabRefusedError) as refused:
        invites.share_create(session=session, mode="watch")
    assert refused.value.code == RefusalCode.TOO_MANY_LINKS
    services.lab_session_stop(session=session)
    with pytest.raises(LabRefusedError) as refused:
        invites.share_create(session=session, mode="watch")
    assert refused.value.code == RefusalCode.NOT_RUNNING


# Visits by a link


def test_a_guest_comes_under_the_name_that_they_give(session: LabSession, guest: User) -> None:
    visit = visits.visit_by_link(share=link(session), user=guest, name="  Ana\n\x1b[31m  " * 9)
    assert visit.name == ("Ana [31m " * 9)[:40].strip()
    named = visits.visit_by_link(share=link(session), user=user_make("ben"), name="The teacher")
    assert named.name == ""  # an account has its own


def test_one_visit_a_person_whose_terms_are_the_latest(session: LabSession, guest: User) -> None:
    first = visits.visit_by_link(share=link(session), user=guest)
    second = visits.visit_by_link(share=link(session, "type"), user=guest)
    assert first.pk == second.pk
    assert second.mode == "type"
    assert Visit.objects.count() == 1


def test_taking_a_link_back_ends_the_visits_by_it_alone(session: LabSession, guest: User) -> None:
    one, two = link(session), link(session)
    mine = visits.visit_by_link(share=one, user=guest)
    other = visits.visit_by_link(share=two, user=user_make("ben"))
    invites.share_revoke(session=session, share=one.pk)
    assert not selectors.visit_is_open(mine)
    assert selectors.visit_is_open(other)


def test_who_was_sent_out_does_not_come_again_by_the_same_link(
    session: LabSession, guest: User
) -> None:
    share = link(session)
    visit = visits.visit_by_link(share=share, user=guest)
    assert visits.visit_end(session=session, visit=visit.pk)
    assert not visits.visit_end(session=session, visit=visit.pk)
    with pytest.raises(LabRefusedError):
        visits.visit_by_link(share=share, user=guest)
    assert visits.visit_by_link(share=link(session), user=guest)


def test_who_left_comes_again(session: LabSession, guest: User) -> None:
    share = link(session)
    visit = visits.visit_by_link(share=share, user=guest)
    visits.visit_leave(visit=visit)
    assert not selectors.visit_is_open(visit)
    assert visits.visit_by_link(share=share, user=guest).pk != visit.pk


def test_sending_everybody_out_takes_the_links_too(
    session: LabSession, guest: User, instructor: User
) -> None:
    token = invites.share_create(session=session, mode="watch")
    share = invites.share_by_token(token)
    assert share
    visits.visit_by_link(share=share, user=guest)
    visits.visit_look_in(session=session, user=instructor, mode="watch")
    visits.visits_end(session=session)
    assert not selectors.visits_open().exists()
    assert invites.share_by_token(token) is None


def test_only_the_sessions_learner_sends_out(
    session: LabSession, guest: User, engine: FakeEngine
) -> None:
    other = services.lab_session_start(user=user_make("other"), lab=lab_make())
    visit = visits.visit_by_link(share=link(session), user=guest)
    assert not visits.visit_end(session=other, visit=visit.pk)
    visits.visits_end(session=other)
    assert selectors.visit_is_open(visit)


# Instructors


def look_in(session: LabSession, user: User, mode: str = "watch") -> Visit:
    session.refresh_from_db()
    return visits.visit_look_in(session=session, user=user, mode=mode)


def test_an_instructor_who_was_sent_out_waits_for_a_hand_or_leave(
    session: LabSession, instructor: User
) -> None:
    help_requests.hand_raise(session=session)
    visit = look_in(session, instructor)
    visits.visit_end(session=session, visit=visit.pk)
    with pytest.raises(LabRefusedError):  # the hand was up before
        look_in(session, instructor)
    help_requests.hand_lower(session=session)
    help_requests.hand_raise(session=session)
    again = look_in(session, instructor)
    visits.visit_end(session=session, visit=again.pk)
    with pytest.raises(LabRefusedError) as refused:
        look_in(session, instructor)
    assert refused.value.code == RefusalCode.SENT_OUT_TEACHER
    assert [each.user for each in selectors.people_barred(session)] == [instructor]
    assert look_in(session, user_make("second", Role.INSTRUCTOR))  # another was not
    visits.visit_allow(session=session, visit=again.pk)
    assert look_in(session, instructor)
    assert selectors.people_barred(session) == []


def test_watching_becomes_helping_in_the_same_visit(session: LabSession, instructor: User) -> None:
    first = look_in(session, instructor)
    second = look_in(session, instructor, "type")
    assert (second.pk, second.mode) == (first.pk, "type")


def test_nobody_looks_in_on_their_own_or_on_what_does_not_run(
    session: LabSession, instructor: User, learner: User
) -> None:
    with pytest.raises(LabRefusedError) as refused:
        look_in(session, learner)
    assert refused.value.code == RefusalCode.OWN
    services.lab_session_stop(session=session)
    with pytest.raises(LabRefusedError) as refused:
        look_in(session, instructor)
    assert refused.value.code == RefusalCode.NOT_RUNNING


def test_one_who_is_no_instructor_any_more_is_out(session: LabSession, instructor: User) -> None:
    visit = look_in(session, instructor)
    assert set(selectors.inside_of([session.pk])[session.pk].visits) == {visit.pk}
    User.objects.filter(pk=instructor.pk).update(role=Role.LEARNER)
    assert not selectors.visit_is_open(visit)
    assert not selectors.inside_of([session.pk])[session.pk].visits


def test_one_whose_account_was_closed_is_out(session: LabSession, guest: User) -> None:
    visit = visits.visit_by_link(share=link(session), user=guest)
    User.objects.filter(pk=guest.pk).update(is_active=False)
    assert not selectors.visit_is_open(visit)
    assert not selectors.inside_of([session.pk])[session.pk].visits


# Who is there


def test_there_is_who_has_a_terminal_open(
    session: LabSession, guest: User, instructor: User
) -> None:
    mine = visits.visit_by_link(share=link(session, "type"), user=guest, name="Ana")
    inside = selectors.inside_of([session.pk])[session.pk]
    assert inside.people == ()
    assert inside.visits == {mine.pk: "type"}
    theirs = look_in(session, instructor)
    there(mine, theirs)
    people = selectors.inside_of([session.pk])[session.pk].people
    assert [(each.name, each.mode, each.role) for each in people] == [
        ("Ana", "type", "link"),
        ("instructor", "watch", "instructor"),
    ]
    assert list(selectors.people_there(session)) == [mine, theirs]
    visits.visits_note([mine.pk], there=False)
    late = timezone.now() - selectors.there_for
    Visit.objects.filter(pk=theirs.pk).update(seen_at=late)  # its server died
    assert selectors.inside_of([session.pk])[session.pk].people == ()
    assert selectors.people_there(session) == []


def test_asking_is_one_statement_and_leaves_out_what_is_gone(
    session: LabSession,
    engine: FakeEngine,
    guest: User,
    django_assert_num_queries: object,
) -> None:
    other = services.lab_session_start(user=user_make("other"), lab=lab_make())
    gone = services.lab_session_start(user=user_make("gone"), lab=lab_make())
    gone_id = gone.pk
    LabSession.objects.filter(pk=gone_id).delete()
    visit = visits.visit_by_link(share=link(session), user=guest)
    visits.visit_by_link(share=link(other), user=guest)
    help_requests.hand_raise(session=other)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = selectors.inside_of([session.pk, other.pk, gone_id])
    assert set(found) == {session.pk, other.pk}
    assert set(found[session.pk].visits) == {visit.pk}
    assert not found[session.pk].hand
    assert found[other.pk].hand


# Guests who sign in


def test_a_guests_visits_move_to_the_account(
    session: LabSession, guest: User, stranger: User, learner: User
) -> None:
    visit = visits.visit_by_link(share=link(session), user=guest)
    guest_merge(guest=guest, into=stranger)
    visit.refresh_from_db()
    assert visit.user == stranger
    assert selectors.visit_is_open(visit)


def test_a_guest_who_turns_out_to_be_there_already(
    session: LabSession, guest: User, stranger: User, learner: User
) -> None:
    share = link(session)
    mine = visits.visit_by_link(share=share, user=stranger)
    theirs = visits.visit_by_link(share=share, user=guest)
    guest_merge(guest=guest, into=stranger)
    theirs.refresh_from_db()
    assert theirs.ended_at
    assert selectors.visit_is_open(mine)


def test_a_guest_who_turns_out_to_be_the_learner(
    session: LabSession, guest: User, learner: User
) -> None:
    visit = visits.visit_by_link(share=link(session), user=guest)
    guest_merge(guest=guest, into=learner)
    assert not selectors.visit_is_open(visit)


# Hands


def test_a_hand_keeps_the_time_at_which_it_was_raised(session: LabSession) -> None:
    assert help_requests.hand_raise(session=session, note=" It \n says   no " + "x" * 300)
    before = timezone.now() - timedelta(minutes=3)
    LabSession.objects.filter(pk=session.pk).update(hand_raised_at=before)
    assert not help_requests.hand_raise(session=session, note="again")
    session.refresh_from_db()
    assert session.hand_raised_at == before
    assert session.hand_note.startswith("It says no xxx")
    assert len(session.hand_note) == 200
    assert help_requests.hand_lower(session=session)
    assert not help_requests.hand_lower(session=session)
    services.lab_session_stop(session=session)
    assert not help_requests.hand_raise(session=session)


def test_a_head_looks_in_as_an_instructor_does(session: LabSession, head: User) -> None:
    visit = visits.visit_look_in(session=session, user=head, mode="watch")
    assert selectors.visit_is_open(visit)
    assert list(selectors.inside_of([session.pk])[session.pk].visits) == [visit.pk]
