"""An instructor ends a lab of somebody else, a head all, after being asked."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.models import LabSession
from tests.conftest import client_of, user_make
from tests.labs.factory import lab_make
from virtlearn.people.models import AuditAction, AuditEntry, User

pytestmark = pytest.mark.django_db
page = reverse("labs:lab", args=("containers-vs-kvm", "whose-kernel"))


@pytest.fixture(autouse=True)
def _provider(settings: LazySettings, engine: FakeEngine) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"


def start(user: User) -> LabSession:
    return services.lab_session_start(user=user, lab=lab_make())


def test_one_lab_is_ended_and_its_learner_is_told(
    learner: User, stranger: User, instructor_client: Client, engine: FakeEngine
) -> None:
    session, other = start(learner), start(stranger)
    listed = instructor_client.get(reverse("labs:class")).content.decode()
    url = reverse("labs:end", args=(session.pk,))
    assert f'href="{url}"' in listed

    asked = instructor_client.get(url).content.decode()
    assert "End the lab of learner?" in asked
    session.refresh_from_db()
    assert session.state == "ready"  # a look ends nothing

    for _ in range(2):  # once is as good as twice
        answer = instructor_client.post(url, follow=True)
        assert answer.redirect_chain == [(reverse("labs:class"), 302)]
        assert "of learner is ended" in answer.content.decode()
    session.refresh_from_db()
    other.refresh_from_db()
    assert (session.state, other.state) == ("ended", "ready")
    assert len(engine.machines) == 1
    assert "An instructor ended this lab" in client_of(learner).get(page).content.decode()
    assert start(learner).state == "ready"


def test_all_labs_are_ended_and_none_gets_anothers_place(
    settings: LazySettings,
    head: User,
    head_client: Client,
    instructor_client: Client,
    engine: FakeEngine,
) -> None:
    settings.LABS_MAX = 2
    sessions = [start(user_make(name)) for name in ("a", "b", "c")]
    assert [each.state for each in sessions] == ["ready", "ready", "queued"]
    url = reverse("labs:end_all")
    for client, offered in ((head_client, True), (instructor_client, False)):
        listed = client.get(reverse("labs:class")).content.decode()
        assert (f'href="{url}"' in listed) is offered
    assert "3 labs run or wait now" in head_client.get(url).content.decode()
    answer = head_client.post(url, follow=True)
    assert "3 labs are ended" in answer.content.decode()
    rows = LabSession.objects.values_list("state", "end_reason", "admitted_at")
    assert list(rows) == [("ended", "instructor", None)] * 3
    assert not engine.machines
    entries = AuditEntry.objects.filter(action=AuditAction.LAB_ENDED, actor=head.pk)
    assert {each.subject for each in entries} == {each.user_id for each in sessions}


def test_it_is_in_the_log_that_its_learner_and_heads_read(
    learner: User, instructor: User, instructor_client: Client, head_client: Client
) -> None:
    url = reverse("labs:end", args=(start(learner).pk,))
    own = reverse("labs:end", args=(start(instructor).pk,))
    for each in (url, url, own):  # what has ended already, or is one's own, is no news
        instructor_client.post(each)
    (entry,) = AuditEntry.objects.filter(action=AuditAction.LAB_ENDED)
    assert (entry.actor, entry.subject) == (instructor.pk, learner.pk)
    assert entry.detail == "containers-vs-kvm/whose-kernel"
    for client, name in ((client_of(learner), "people:log_mine"), (head_client, "people:log")):
        assert "ended the running lab: containers" in client.get(reverse(name)).content.decode()


def test_a_guest_has_no_name_there(guest: User, instructor_client: Client) -> None:
    url = reverse("labs:end", args=(start(guest).pk,))
    assert "End the lab of a guest?" in instructor_client.get(url).content.decode()
