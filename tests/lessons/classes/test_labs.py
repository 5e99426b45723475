"""An instructor follows and ends the labs of their own learners; those of others are not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from labs.lifecycle import services
from labs.models import LabSession
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


def test_who_left_the_class_is_followed_no_more(
    row: Class, member: Membership, session: LabSession, teacher_client: Client
) -> None:
    Membership.objects.filter(pk=member.pk).update(state="removed")
    assert teacher_client.get(reverse("labs:end", args=[session.pk])).status_code == 404
