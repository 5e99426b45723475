"""An instructor follows and ends the labs of their own learners; those of others are not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from labs.core.presence import visit_over
from labs.lifecycle import services
from labs.models import LabSession, Visit
from labs.sharing import invites, visits
from labs.terminal.core.ports import Refusal, code_ended
from labs.terminal.django_backend import visit_of
from lessons.models import Class, Membership
from tests.labs.engine import engine_used
from tests.labs.factory import lab_make
from virtlearn.people.models import User


@pytest.fixture
def session(settings: LazySettings, learner: User) -> Iterator[LabSession]:
    settings.LAB_PROVIDER = "tests.labs.provider"
    with engine_used("fake"):
        yield services.lab_session_start(user=learner, lab=lab_make())


def test_only_who_teaches_a_learner_follows_and_ends_their_lab(
    row: Class,
    member: Membership,
    session: LabSession,
    teacher_client: Client,
    instructor_client: Client,
    head_client: Client,
) -> None:
    listed = reverse("labs:class")
    end = reverse("labs:end", args=[session.pk])
    for client in (teacher_client, head_client):
        assert end in client.get(listed).content.decode()
        assert client.get(end).status_code == 200
    assert end not in instructor_client.get(listed).content.decode()
    for name in ("end", "look_in", "hand_done"):
        url = reverse(f"labs:{name}", args=[session.pk])
        assert instructor_client.post(url).status_code == 404, name
    instructor_client.post(reverse("labs:end_all"))
    session.refresh_from_db()
    assert session.is_active
    teacher_client.post(reverse("labs:end_all"))
    session.refresh_from_db()
    assert not session.is_active


@pytest.mark.parametrize("who", ["teacher", "learner"])
def test_a_visit_ends_with_the_teachers_or_the_learners_place(
    row: Class,
    member: Membership,
    session: LabSession,
    teacher: User,
    teacher_client: Client,
    head: User,
    who: str,
) -> None:
    visit = visits.visit_look_in(session=session, user=teacher, mode="watch")
    other = visits.visit_look_in(session=session, user=head, mode="watch")
    page = reverse("labs:visit", args=[visit.pk])
    assert visit_of(session, teacher) == visit
    assert 'data-code="visit-not-taught"' not in teacher_client.get(page).content.decode()
    place = row.memberships.filter(user__username=who)
    assert place.update(state="removed") == 1
    refused = visit_of(session, teacher)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.reason) == (code_ended, visit_over)
    assert "in none of your classes any more" in teacher_client.get(page).content.decode()
    assert visit_of(session, head) == other
    place.update(state="joined")
    assert isinstance(visit_of(session, teacher), Refusal)  # what has ended does not come back
    visits.visit_look_in(session=session, user=teacher, mode="watch")
    assert isinstance(visit_of(session, teacher), Visit)


def test_who_comes_by_the_learners_link_stays(
    row: Class, member: Membership, session: LabSession, teacher: User
) -> None:
    share = invites.share_by_token(invites.share_create(session=session, mode="watch"))
    assert share
    visit = visits.visit_by_link(share=share, user=teacher)
    Membership.objects.filter(pk=member.pk).update(state="removed")
    assert visit_of(session, teacher) == visit


def test_who_left_the_class_is_followed_no_more(
    row: Class, member: Membership, session: LabSession, teacher_client: Client
) -> None:
    Membership.objects.filter(pk=member.pk).update(state="removed")
    assert teacher_client.get(reverse("labs:end", args=[session.pk])).status_code == 404
