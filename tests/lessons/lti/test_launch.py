"""From a link in a platform to the page here, as a browser goes through it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.lti.once import seal
from lessons.models import (
    Assignment,
    Class,
    LtiContext,
    LtiIdentity,
    LtiLink,
    LtiPlatform,
    Membership,
    Note,
)
from tests.conftest import client_of, password, user_make
from tests.lti_platform import School, claim, code_of, instructor, site
from virtlearn.people.models import AuditEntry, Role, User

pytestmark = pytest.mark.django_db
welcome = reverse("lessons:lti_welcome")
lesson = f"{site}{reverse('lessons:lesson', args=['small', 'first'])}"
framed = {"Sec-Fetch-Dest": "iframe"}


def come(school: School, client: Client, **more: Any) -> Any:
    """The launch, and where new, a new account; the last answer."""
    response = school.launch(client, **more)
    if response.status_code == 302 and response["Location"] == welcome:
        response = client.post(welcome, {"who": "new"})
    return response


def signed_in(client: Client) -> User | None:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None


def at(link: str, **custom: str) -> dict[str, Any]:
    """A launch of that address, or of the site with a parameter."""
    found: dict[str, Any] = {f"{claim}target_link_uri": link}
    if custom:
        found[f"{claim}custom"] = custom
    return found


def test_the_login_asks_the_platform_for_its_word(school: School, platform: LtiPlatform) -> None:
    client = Client()
    asked = school.begin(client, lti_message_hint="m")
    assert {name: asked[name] for name in asked if name not in {"state", "nonce"}} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "tool-1",
        "redirect_uri": f"{site}/lti/launch/",
        "login_hint": "hint",
        "lti_message_hint": "m",
    }
    [cookie] = client.cookies.values()
    assert cookie["samesite"] == "None"
    assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/lti/launch/")
    assert "Partitioned" not in cookie.output()


def test_a_new_learner_gets_an_account_and_the_page(
    school: School, platform: LtiPlatform, course: str
) -> None:
    client = Client()
    answer = school.launch(client, **at(lesson))
    assert answer["Location"] == welcome
    assert "Ana Ruiz" in client.get(welcome).content.decode()
    assert signed_in(client) is None
    answer = client.post(welcome, {"who": "new"})
    assert answer["Location"] == urlsplit(lesson).path
    user = signed_in(client)
    assert user
    assert (user.username, user.role, user.email) == ("ana-ruiz", Role.LEARNER, "")
    assert not user.has_usable_password()
    again = Client()
    assert school.launch(again, **at(lesson))["Location"] == urlsplit(lesson).path
    assert signed_in(again) == user


def test_it_is_issuer_and_subject_and_never_an_address(
    school: School, platform: LtiPlatform, course: str
) -> None:
    mine = user_make("boss", Role.HEAD)
    User.objects.filter(pk=mine.pk).update(email="boss@example.org")
    client = Client()
    come(school, client, sub="u-9", email="boss@example.org", name="boss", **at(lesson))
    user = signed_in(client)
    assert user
    assert user != mine
    assert (user.username, user.email, user.role) == ("boss-2", "", Role.LEARNER)
    other = Client()
    come(school, other, sub="u-10", email="boss@example.org", **at(lesson))
    assert signed_in(other) != user


def test_an_account_is_connected_after_its_password(
    school: School, platform: LtiPlatform, course: str, learner: User
) -> None:
    client = Client()
    school.launch(client, **at(lesson))
    page = client.get(welcome).content.decode()
    login = f"{reverse('account_login')}?next="
    assert login in page
    client.post(reverse("account_login"), {"login": "learner", "password": password})
    assert signed_in(client) == learner
    assert "Connect my account" in client.get(welcome).content.decode()
    answer = client.post(welcome, {"who": "mine"})
    assert answer["Location"] == urlsplit(lesson).path
    identity = LtiIdentity.objects.get()
    assert (identity.user, identity.made) == (learner, False)
    assert AuditEntry.objects.filter(action="lti.linked", subject=learner.pk).exists()
    # Nobody else of that platform gets the same account.
    other = Client()
    school.launch(other, sub="u-2", **at(lesson))
    other.post(reverse("account_login"), {"login": "learner", "password": password})
    assert code_of(other.post(welcome, {"who": "mine"})) == "lti-other-identity"
    assert LtiIdentity.objects.count() == 1


def test_an_account_is_not_connected_without_signing_in_to_it_anew(
    school: School, platform: LtiPlatform, course: str, learner: User
) -> None:
    client = client_of(learner)
    school.launch(client, **at(lesson))
    client.post(welcome, {"who": "mine"})
    assert signed_in(client) != learner
    assert not LtiIdentity.objects.filter(user=learner).exists()


def test_a_second_user_in_the_same_browser_is_told(
    school: School, platform: LtiPlatform, course: str, learner: User
) -> None:
    come(school, Client(), sub="u-2", **at(lesson))
    second = LtiIdentity.objects.get().user
    client = client_of(learner)
    before = client.session.session_key
    answer = school.launch(client, sub="u-2", **at(lesson))
    assert signed_in(client) == second
    assert client.session.session_key != before
    text = client.get(answer["Location"]).content.decode()
    assert "learner was signed in in this browser, and is not any more." in text


def test_who_is_new_ends_the_session_of_another_too(
    school: School, platform: LtiPlatform, course: str, learner: User
) -> None:
    client = client_of(learner)
    school.launch(client, **at(lesson))
    assert signed_in(client) is None
    text = client.get(welcome).content.decode()
    assert "learner was signed in" in text
    assert "Connect my account" not in text


def test_a_guests_work_goes_along(school: School, platform: LtiPlatform, course: str) -> None:
    guest = User.objects.create(username="guest-9", is_guest=True)
    Note.objects.create(user=guest, course="small", lesson="first", quote={})
    client = client_of(guest)
    come(school, client, **at(lesson))
    user = signed_in(client)
    assert user
    assert not user.is_guest
    assert Note.objects.get().user == user


def test_heads_and_accounts_that_are_off_stay_out(
    school: School, platform: LtiPlatform, course: str, head: User
) -> None:
    LtiIdentity.objects.create(issuer=school.url, subject="u-1", user=head)
    client = Client()
    assert code_of(school.launch(client, **at(lesson))) == "lti-head"
    assert signed_in(client) is None
    User.objects.filter(pk=head.pk).update(role=Role.LEARNER, is_active=False)
    assert code_of(school.launch(client, **at(lesson))) == "lti-account-off"
    assert signed_in(client) is None


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("course/small", "/en/courses/small/"),
        ("lesson/small/second", "/en/courses/small/lessons/second/"),
        ("site", "/en/"),
    ],
)
def test_a_parameter_says_where_to(
    school: School, platform: LtiPlatform, course: str, target: str, path: str
) -> None:
    client = Client()
    answer = come(school, client, **at(f"{site}/lti/launch/", target=target))
    assert answer["Location"] == path


def test_a_page_in_any_language_and_the_platforms_language(
    school: School, platform: LtiPlatform, course: str
) -> None:
    client = Client()
    come(school, client)
    spanish = {f"{claim}launch_presentation": {"locale": "es_ES"}}
    link = f"{site}/es/courses/small/"
    assert school.launch(client, **at(link))["Location"] == "/en/courses/small/"
    assert school.launch(client, **at(link), **spanish)["Location"] == "/es/courses/small/"


@pytest.mark.parametrize(
    "target", ["lesson/small/gone", "course/gone", "lab/small/gone", "evil", "https://evil/"]
)
def test_what_is_not_here_is_said(
    school: School, platform: LtiPlatform, course: str, target: str
) -> None:
    client = Client()
    answer = come(school, client, **at(f"{site}/lti/launch/", target=target))
    assert code_of(answer) == "lti-target-gone"


# --- classes -------------------------------------------------------------------------------------


def test_a_learner_joins_the_connected_class(
    school: School, connected: LtiContext, row: Class
) -> None:
    client = Client()
    assert come(school, client)["Location"] == reverse("lessons:class", args=[row.pk])
    place = Membership.objects.get(in_class=row, user=signed_in(client))
    assert (place.role, place.state, place.name) == ("learner", "joined", "Ana Ruiz")


@pytest.mark.parametrize(("teach", "site_role"), [(False, Role.LEARNER), (True, Role.INSTRUCTOR)])
def test_a_teacher_joins_as_one_and_teaches_where_the_head_said_so(
    school: School, connected: LtiContext, row: Class, teach: bool, site_role: Role
) -> None:
    LtiPlatform.objects.update(teachers_teach=teach)
    client = Client()
    come(school, client, **{f"{claim}roles": [instructor]})
    user = signed_in(client)
    assert user
    assert user.role == site_role
    assert Membership.objects.get(in_class=row, user=user).role == "teacher"


def test_nobody_rises_or_falls_by_a_launch(
    school: School, connected: LtiContext, row: Class, teacher: User
) -> None:
    LtiIdentity.objects.create(issuer=school.url, subject="t", user=teacher)
    school.launch(Client(), sub="t")
    assert Membership.objects.get(in_class=row, user=teacher).role == "teacher"
    client = Client()
    come(school, client)
    school.launch(client, **{f"{claim}roles": [instructor]})
    assert Membership.objects.get(in_class=row, user=signed_in(client)).role == "learner"


def test_who_has_no_role_there_or_is_a_test_joins_nothing(
    school: School, connected: LtiContext, row: Class
) -> None:
    system = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
    for roles in ([f"{system}Administrator"], [f"{system}TestUser", "Learner"]):
        client = Client()
        come(school, client, sub=roles[0], **{f"{claim}roles": roles})
    assert not row.memberships.filter(role="learner").exists()


def test_who_is_blocked_is_told(school: School, connected: LtiContext, row: Class) -> None:
    client = Client()
    come(school, client)
    Membership.objects.filter(user=signed_in(client)).update(state="blocked")
    assert code_of(school.launch(client)) == "lti-blocked"


@pytest.fixture
def assignment(row: Class, teacher: User) -> Assignment:
    items = [Item(kind="lesson", lesson="first")]
    return assignment_create(row=row, by=teacher, title="Read", rule=Rule(), items=items)


def test_an_assignment_opens_and_knows_where_its_grade_goes(
    school: School, connected: LtiContext, row: Class, assignment: Assignment
) -> None:
    client = Client()
    grades = {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
            "lineitem": f"{school.url}/line/1",
        }
    }
    target = f"assignment/{row.pk}/{assignment.pk}"
    answer = come(school, client, **at(f"{site}/lti/launch/", target=target), **grades)
    assert answer["Location"] == reverse("lessons:assignment", args=[row.pk, assignment.pk])
    assert client.get(answer["Location"]).status_code == 200
    link = LtiLink.objects.get()
    assert (link.assignment, link.line_item, link.may_score) == (
        assignment,
        f"{school.url}/line/1",
        True,
    )


def test_an_assignment_of_another_class_does_not_open(
    school: School, platform: LtiPlatform, row: Class, assignment: Assignment
) -> None:
    client = Client()
    target = f"assignment/{row.pk}/{assignment.pk}"
    answer = come(school, client, **at(f"{site}/lti/launch/", target=target))
    assert code_of(answer) == "lti-not-connected"
    assert not row.memberships.exclude(role="teacher").exists()


def test_a_teacher_connects_a_class_of_their_own(
    school: School, platform: LtiPlatform, row: Class, teacher: User, assignment: Assignment
) -> None:
    other = user_make("other", Role.INSTRUCTOR)
    LtiIdentity.objects.create(issuer=school.url, subject="t", user=teacher)
    LtiIdentity.objects.create(issuer=school.url, subject="o", user=other)
    connect = reverse("lessons:lti_connect")
    target = f"assignment/{row.pk}/{assignment.pk}"
    there = {**at(f"{site}/lti/launch/", target=target), f"{claim}roles": [instructor]}
    stranger = Client()
    assert school.launch(stranger, sub="o", **there)["Location"] == connect
    assert "Networks 1A" not in stranger.get(connect).content.decode()
    assert stranger.post(connect, {"class": str(row.pk)}).status_code == 404
    client = Client()
    assert client.get(connect).status_code == 302
    assert school.launch(client, sub="t", **there)["Location"] == connect
    assert "Networks 1A" in client.get(connect).content.decode()
    answer = client.post(connect, {"class": str(row.pk)})
    assert answer["Location"] == reverse("lessons:assignment", args=[row.pk, assignment.pk])
    assert LtiContext.objects.get().in_class == row
    assert LtiLink.objects.get().assignment == assignment
    assert client.get(connect).status_code == 404  # once


# --- frames --------------------------------------------------------------------------------------


def test_in_a_frame_it_takes_one_click(
    school: School, platform: LtiPlatform, course: str, settings: LazySettings
) -> None:
    client = Client()
    LtiPlatform.objects.update(origins="https://lms.example.org")
    answer = school.launch(client, framed, **at(lesson))
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert f"frame-ancestors {school.url} https://lms.example.org;" in f"{policy};"
    assert "X-Frame-Options" not in answer
    ticket = answer.content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    assert "sessionid" not in answer.cookies
    outside = Client()
    for origin in ("https://evil.example", "null", ""):
        refused = outside.post("/lti/window/", {"ticket": ticket}, headers={"Origin": origin})
        assert code_of(refused) == "lti-ticket"
    opened = outside.post("/lti/window/", {"ticket": ticket}, headers={"Origin": site})
    assert opened["Location"] == welcome
    again = Client().post("/lti/window/", {"ticket": ticket}, headers={"Origin": site})
    assert code_of(again) == "lti-ticket"
    forged = seal("state", {"platform": platform.pk, "message": {}})
    assert code_of(outside.post("/lti/window/", {"ticket": forged}, headers={"Origin": site})) == (
        "lti-ticket"
    )


def test_a_cookie_in_a_frame_is_partitioned(school: School, platform: LtiPlatform) -> None:
    client = Client()
    school.begin(client, framed)
    [cookie] = client.cookies.values()
    assert cookie.output().endswith("; Partitioned")
    assert "SameSite=None" in cookie.output()
    assert "Secure" in cookie.output()


def test_without_a_cookie_it_begins_anew_in_a_window(school: School, platform: LtiPlatform) -> None:
    client = Client()
    asked = school.begin(client, framed, lti_message_hint="m&x=1")
    sent = {"state": asked["state"], "id_token": school.sign(school.claims(asked))}
    answer = Client().post("/lti/launch/", sent, headers=framed)
    assert code_of(answer) == "lti-frame"
    assert f"frame-ancestors {school.url}" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    again = page.partition('href="/lti/login/')[2].partition('"')[0].replace("&amp;", "&")
    query = parse_qs(again.removeprefix("?"))
    assert query["lti_message_hint"] == ["m&x=1"]
    fresh = Client()
    assert fresh.get(f"/lti/login/{again}").status_code == 302
    assert code_of(Client().post("/lti/launch/", sent)) == "lti-browser"


def test_pages_outside_stay_closed_to_frames(
    school: School, platform: LtiPlatform, course: str
) -> None:
    client = Client()
    come(school, client, **at(lesson))
    for path in ("/en/", urlsplit(lesson).path, welcome, "/lti/login/?iss=x"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
