"""A teacher chooses content inside the platform; what goes back, and to whom."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from jwt import PyJWKSet

from lessons.assignments.access.rule import Rule
from lessons.assignments.services import Item, assignment_create
from lessons.classes.services import class_create
from lessons.lti.keys import keys_published
from lessons.models import Assignment, Class, LtiContext, LtiIdentity, LtiPlatform
from tests.conftest import user_make
from tests.lti_platform import School, claim, code_of, instructor, learner, site
from virtlearn.people.models import Role, User

pytestmark = pytest.mark.django_db
deep = "https://purl.imsglobal.org/spec/lti-dl/claim/"
back = "https://lms.example.org/back?x=1"
framed = {"Sec-Fetch-Dest": "iframe"}


def request(**settings: Any) -> dict[str, Any]:
    """Claims of a request for content."""
    asked = {
        "deep_link_return_url": back,
        "accept_types": ["link", "ltiResourceLink"],
        "accept_multiple": True,
        "data": "opaque-7",
        **settings,
    }
    return {
        f"{claim}message_type": "LtiDeepLinkingRequest",
        f"{claim}resource_link": None,
        f"{claim}roles": [instructor],
        f"{deep}deep_linking_settings": asked,
    }


def ticket_of(page: Any) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def answer_of(page: Any) -> dict[str, Any]:
    text = page.content.decode()
    found = re.search(r'name="JWT" value="([^"]+)"', text)
    assert found, text
    token = html.unescape(found[1])
    key = PyJWKSet.from_dict(keys_published())[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, ["RS256"], options={"verify_aud": False}))


def chosen(page: Any, *items: str) -> Any:
    return Client().post("/lti/chosen/", {"ticket": ticket_of(page), "item": list(items)})


@pytest.fixture
def assignment(row: Class, teacher: User) -> Assignment:
    items = [Item(kind="lesson", lesson="first")]
    return assignment_create(row=row, by=teacher, title="Read", rule=Rule(), items=items)


@pytest.fixture
def known(teacher: User, school: School) -> LtiIdentity:
    return LtiIdentity.objects.create(issuer=school.url, subject="t", user=teacher)


def test_several_items_go_back_signed(school: School, platform: LtiPlatform, course: str) -> None:
    page = school.launch(Client(), framed, **request())
    assert page.status_code == 200
    assert f"frame-ancestors {school.url};" in f"{page['Content-Security-Policy']};"
    assert "sessionid" not in page.cookies
    done = chosen(page, "course/small", "lesson/small/second", "lesson/small/gone")
    claims = answer_of(done)
    now = timezone.now().timestamp()
    assert (claims["iss"], claims["aud"]) == ("tool-1", school.url)
    assert abs(claims["iat"] - now) < 30
    assert claims["exp"] - claims["iat"] == 300
    assert claims["nonce"]
    assert claims[f"{claim}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{claim}deployment_id"] == "d1"
    assert claims[f"{claim}version"] == "1.3.0"
    assert claims[f"{deep}data"] == "opaque-7"
    items = claims[f"{deep}content_items"]
    assert [each["custom"]["target"] for each in items] == ["course/small", "lesson/small/second"]
    assert {each["url"] for each in items} == {f"{site}/lti/launch/"}
    assert {each["type"] for each in items} == {"ltiResourceLink"}
    assert all("lineItem" not in each for each in items)
    assert f'action="{back}"' in done.content.decode()
    policy = done["Content-Security-Policy"]
    assert "form-action 'self' https://lms.example.org;" in policy
    assert "script-src 'self';" in policy


def test_an_assignment_brings_its_column_and_connects_the_class(
    school: School, platform: LtiPlatform, row: Class, assignment: Assignment, known: LtiIdentity
) -> None:
    due = timezone.now() + timedelta(days=7)
    Assignment.objects.update(due_at=due)
    page = school.launch(Client(), framed, sub="t", **request())
    target = f"assignment/{row.pk}/{assignment.pk}"
    assert target in page.content.decode()
    [item] = answer_of(chosen(page, target))[f"{deep}content_items"]
    assert item["lineItem"]["scoreMaximum"] > 0
    assert item["lineItem"]["resourceId"] == f"virtlearn-assignment-{assignment.pk}"
    assert item["submission"]["endDateTime"].endswith("Z")
    context = LtiContext.objects.get()
    assert (context.in_class, context.linked_by) == (row, known.user)
    # The link that the platform makes of it opens.
    client = Client()
    custom = {f"{claim}custom": item["custom"]}
    assert school.launch(client, sub="t", **custom)["Location"].endswith(f"/{assignment.pk}/")


def test_without_columns_where_the_platform_has_none(
    school: School, platform: LtiPlatform, row: Class, assignment: Assignment, known: LtiIdentity
) -> None:
    page = school.launch(Client(), framed, sub="t", **request(accept_lineitem=False))
    claims = answer_of(chosen(page, f"assignment/{row.pk}/{assignment.pk}"))
    assert "lineItem" not in claims[f"{deep}content_items"][0]


def test_nobody_elses_assignments_are_offered_or_taken(
    school: School, platform: LtiPlatform, row: Class, assignment: Assignment
) -> None:
    other = user_make("other", Role.INSTRUCTOR)
    LtiIdentity.objects.create(issuer=school.url, subject="o", user=other)
    target = f"assignment/{row.pk}/{assignment.pk}"
    for subject in ("o", "nobody"):
        page = school.launch(Client(), framed, sub=subject, **request())
        assert "assignment/" not in page.content.decode()
        assert answer_of(chosen(page, target))[f"{deep}content_items"] == []
    assert LtiContext.objects.get().in_class is None


def test_assignments_of_one_class_alone(
    school: School,
    platform: LtiPlatform,
    row: Class,
    assignment: Assignment,
    known: LtiIdentity,
    teacher: User,
) -> None:
    second = class_create(course=row.course, by=teacher, name="1B", time_zone="UTC")
    items = [Item(kind="lesson", lesson="second")]
    more = assignment_create(row=second, by=teacher, title="M", rule=Rule(), items=items)
    page = school.launch(Client(), framed, sub="t", **request())
    both = [f"assignment/{row.pk}/{assignment.pk}", f"assignment/{second.pk}/{more.pk}"]
    assert code_of(chosen(page, *both)) == "lti-choice-classes"
    LtiContext.objects.update(in_class=row)
    page = school.launch(Client(), framed, sub="t", **request())
    assert both[1] not in page.content.decode()


def test_one_item_where_one_is_asked_for_and_none_where_none_is_ticked(
    school: School, platform: LtiPlatform, course: str
) -> None:
    page = school.launch(Client(), framed, **request(accept_multiple=False, data=None))
    assert 'type="radio"' in page.content.decode()
    claims = answer_of(chosen(page, "course/small", "lesson/small/first"))
    assert len(claims[f"{deep}content_items"]) == 1
    assert f"{deep}data" not in claims
    page = school.launch(Client(), framed, **request())
    assert answer_of(chosen(page))[f"{deep}content_items"] == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({f"{claim}roles": [learner]}, "lti-choice-role"),
        (request(accept_types=["html"]), "lti-choice-kind"),
        (request(deep_link_return_url="javascript:alert(1)"), "lti-choice-kind"),
        (request(deep_link_return_url="https://a;x/"), "lti-choice-kind"),
    ],
)
def test_who_may_not_choose(
    school: School, platform: LtiPlatform, course: str, more: dict[str, Any], code: str
) -> None:
    assert code_of(school.launch(Client(), framed, **{**request(), **more})) == code


def test_a_choice_is_taken_once_and_in_time(
    school: School, platform: LtiPlatform, course: str
) -> None:
    page = school.launch(Client(), framed, **request())
    assert answer_of(chosen(page, "course/small"))
    assert code_of(chosen(page, "course/small")) == "lti-ticket"
    page = school.launch(Client(), framed, **request())
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert code_of(chosen(page, "course/small")) == "lti-ticket"
    answer = Client().post("/lti/chosen/", {"ticket": "x"})
    assert code_of(answer) == "lti-ticket"
    # A ticket of another purpose is none of this.
    window = school.launch(Client(), framed)
    assert code_of(chosen(window, "course/small")) == "lti-ticket"
