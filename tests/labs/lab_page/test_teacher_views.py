"""An instructor gives a lab of somebody else more time, or fresh machines after being asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession
from tests.labs.factory import lab_make
from virtlearn.people.models import AuditAction, AuditEntry, User

pytestmark = pytest.mark.django_db
back = "/en/teach/labs/"


@pytest.fixture(autouse=True)
def _provider(settings: LazySettings, engine: FakeEngine) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"


@pytest.fixture
def session(learner: User) -> LabSession:
    return services.lab_session_start(user=learner, lab=lab_make())


def test_more_time_leaves_the_learners_own_extensions(
    session: LabSession, head_client: Client, head: User, learner: User
) -> None:
    assert session.expires_at
    url = reverse("labs:give_time", args=[session.pk])
    answer = head_client.post(url, {"back": back}, follow=True)
    assert "has 10 minutes more" in answer.content.decode()
    after = LabSession.objects.get()
    assert after.expires_at == session.expires_at + timedelta(minutes=10)
    assert after.extensions_used == 0
    (entry,) = AuditEntry.objects.filter(action=AuditAction.LAB_EXTENDED)
    assert (entry.actor, entry.subject, entry.detail) == (
        head.pk,
        learner.pk,
        f"{session.course}/{session.lab}",
    )


@pytest.mark.parametrize("why", ["ended", "long"])
def test_no_time_for_a_lab_that_is_over_or_has_half_a_day(
    session: LabSession, head_client: Client, why: str
) -> None:
    if why == "ended":
        services.lab_session_stop(session=session)
    else:
        LabSession.objects.update(expires_at=timezone.now() + services.given_most * 2)
    before = LabSession.objects.get().expires_at
    answer = head_client.post(reverse("labs:give_time", args=[session.pk]), follow=True)
    assert "This lab cannot have more time now." in answer.content.decode()
    assert LabSession.objects.get().expires_at == before
    assert not AuditEntry.objects.filter(action=AuditAction.LAB_EXTENDED).exists()


def test_a_restart_is_asked_for_and_its_learner_is_told(
    session: LabSession, head_client: Client, head: User, learner: User, learner_client: Client
) -> None:
    url = reverse("labs:restart", args=[session.pk])
    assert "Restart the lab of" in head_client.get(url).content.decode()
    assert LabSession.objects.count() == 1
    answer = head_client.post(url, {"back": back}, follow=True)
    assert "starts afresh" in answer.content.decode()
    fresh = LabSession.objects.exclude(pk=session.pk).get()
    assert (fresh.user_id, fresh.lab, fresh.state) == (learner.pk, session.lab, "ready")
    session.refresh_from_db()
    assert session.end_reason == "reset"
    (entry,) = AuditEntry.objects.filter(action=AuditAction.LAB_RESTARTED)
    assert (entry.actor, entry.subject) == (head.pk, learner.pk)

    assert "does not run any more" in head_client.get(url).content.decode()
    head_client.post(url)
    assert LabSession.objects.count() == 2
