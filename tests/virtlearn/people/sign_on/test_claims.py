"""What claims say: a user name, names, a role, places in classes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from lessons.classes.services import class_create
from lessons.models import Course, Membership
from tests.conftest import user_make
from tests.lessons.courses import course_publish
from tests.sign_on_provider import Peer, user_of
from tests.site import course_folder
from virtlearn.people.models import Role, User
from virtlearn.people.sign_on.core.provider import ClaimValue, ClassClaim


@pytest.mark.parametrize(
    ("claims", "login"),
    [
        ({"preferred_username": "\u202eroot"}, "root"),
        ({"preferred_username": "x" * 500}, "x" * 30),
        ({"preferred_username": "Ana@school.example"}, "ana"),
        ({"preferred_username": None}, "ana"),
        ({"preferred_username": None, "email_verified": False}, "ana-ruiz"),
        ({"preferred_username": "\u0430dmin"}, "dmin"),
        ({"preferred_username": ["a"], "email": None, "given_name": "\u0645"}, "ruiz"),
    ],
)
def test_a_user_name_is_made_of_claims(peer: Peer, claims: dict[str, Any], login: str) -> None:
    peer.sign_in(Client(), **claims)
    assert User.objects.get().username == login


def test_a_name_that_is_taken_gets_a_number(peer: Peer) -> None:
    user_make("Ana")
    peer.sign_in(Client())
    peer.sign_in(Client(), sub="u-2", email=None)
    assert set(User.objects.values_list("username", flat=True)) == {"Ana", "ana-2", "ana-3"}


def test_a_name_turns_no_text_round(peer: Peer) -> None:
    peer.sign_in(Client(), given_name="A\u202eB\x00\n C", family_name="\u2066" + "R" * 400)
    made = User.objects.get()
    assert (made.first_name, made.last_name) == ("AB C", "R" * 150)


def test_claims_give_the_role_of_an_instructor_and_touch_no_head(
    peer: Peer, settings: LazySettings
) -> None:
    settings.SSO = {"school": peer.provider(teacher=ClaimValue("realm.roles", "staff"))}
    peer.sign_in(Client(), realm={"roles": ["pupil"]})
    assert User.objects.get().role == Role.LEARNER
    peer.sign_in(Client(), realm={"roles": ["pupil", "staff"]})
    assert User.objects.get().role == Role.INSTRUCTOR
    peer.sign_in(Client(), realm={"roles": ["head", "staff"]}, role="head")
    assert User.objects.get().role == Role.INSTRUCTOR
    User.objects.update(role=Role.HEAD)
    for roles in (["staff"], []):
        peer.sign_in(Client(), realm={"roles": roles})
        assert User.objects.get().role == Role.HEAD


def test_claims_of_the_userinfo_count(peer: Peer, settings: LazySettings) -> None:
    settings.SSO = {"school": peer.provider(teacher=ClaimValue("groups", "staff"))}
    peer.user = {"groups": ["staff"]}
    peer.sign_in(Client())
    assert User.objects.get().role == Role.INSTRUCTOR


def test_claims_lead_into_classes(peer: Peer, settings: LazySettings, instructor: User) -> None:
    course_publish(course_folder)
    row = class_create(course=Course.objects.get(), by=instructor, name="1A", time_zone="UTC")
    claims = (
        ClassClaim(ClaimValue("groups", "it:24"), row.pk),
        ClassClaim(ClaimValue("groups", "gone"), 0),
    )
    settings.SSO = {"school": peer.provider(classes=claims)}
    peer.sign_in(Client(), groups=["it:24", "gone"])
    place = Membership.objects.get(user__username="ana")
    assert (place.in_class, place.role, place.state) == (row, "learner", "joined")
    for state in ("removed", "blocked"):
        Membership.objects.filter(pk=place.pk).update(state=state)
        client = Client()
        peer.sign_in(client, groups=["it:24"])
        assert user_of(client)
        place.refresh_from_db()
        assert place.state == state
