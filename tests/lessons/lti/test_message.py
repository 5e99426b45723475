"""What a token says: roles of the context, texts without direction marks, services."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.lti.core.message import MessageError, message_read, role_of
from lessons.lti.core.origin import origin_of
from lessons.lti.core.target import Target, target_read
from tests.lti_platform import claim, instructor, learner, member

sub_role = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
system = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([learner], "learner"),
        ([instructor], "teacher"),
        ([f"{member}ContentDeveloper", learner], "teacher"),
        ([instructor, sub_role], "assistant"),
        (["Learner"], "learner"),
        (["Instructor"], "teacher"),
        ([f"{system}Administrator"], ""),
        ([f"{institution}Instructor"], ""),
        ([f"{institution}Administrator", learner], "learner"),
        ([f"{member}Mentor"], ""),
        ([], ""),
    ],
)
def test_roles_of_the_context_alone_count(roles: list[str], role: str) -> None:
    assert role_of(roles) == role


def claims(**more: Any) -> dict[str, Any]:
    found = {
        "sub": "u",
        f"{claim}version": "1.3.0",
        f"{claim}message_type": "LtiResourceLinkRequest",
        f"{claim}deployment_id": "d",
        f"{claim}resource_link": {"id": "l"},
        **more,
    }
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({f"{claim}version": "1.1.0"}, "version"),
        ({f"{claim}message_type": "LtiStartProctoring"}, "kind"),
        ({"sub": None}, "anonymous"),
        ({"sub": ""}, "anonymous"),
        ({"sub": "x" * 256}, "anonymous"),
        ({"sub": 7}, "anonymous"),
        ({"sub": "a\x00b"}, "anonymous"),
        ({f"{claim}deployment_id": None}, "deployment"),
        ({f"{claim}resource_link": None}, "link"),
        ({f"{claim}resource_link": {"id": ["l"]}}, "link"),
        ({f"{claim}message_type": "LtiDeepLinkingRequest"}, "malformed"),
    ],
)
def test_what_can_not_be_followed_is_refused(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(MessageError) as refused:
        message_read(claims(**more))
    assert refused.value.fault == fault


def test_texts_are_short_and_harmless() -> None:
    found = message_read(claims(name="a\u202ecod.exe\n" + "x" * 500, given_name=["no"]))
    assert "\u202e" not in found.name
    assert len(found.name) <= 150
    assert found.given_name == ""


def test_any_claim_of_another_shape_is_left_out() -> None:
    for value in ("text", 7, None, [], {"x": 1}, [["a"]], True):
        more = {f"{claim}{each}": value for each in ("context", "roles", "custom")}
        found = message_read(claims(**more))
        assert (found.context, found.role, found.custom_target) == ("", "", "")


@pytest.mark.parametrize(
    "text",
    ["site", "course/small", "lesson/small/first", "lab/small/box", "assignment/3/14"],
)
def test_targets_are_read_as_they_are_written(text: str) -> None:
    found = target_read(text)
    assert found
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "course/",
        "course/a/b",
        "lesson/a",
        "assignment/0/1",
        "assignment/a/1",
        "course/../x",
        "//evil",
        "https://evil",
        "course/a\n",
        "assignment/1/" + "9" * 30,
    ],
)
def test_nothing_else_is_a_target(text: str) -> None:
    assert target_read(text) is None
    assert Target(kind="site").place == ""


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lms.example.org/a?b", "https://lms.example.org"),
        ("https://LMS.example.org:8443/", "https://lms.example.org:8443"),
        ("http://[::1]:80/", "http://[::1]:80"),
        ("urn:issuer", ""),
        ("https://a b/", ""),
        ("https://a;script-src *", ""),
        ("https://*.example.org", ""),
        ("https://", ""),
        ("https://a:99999/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_an_origin_gets_into_a_policy(url: str, origin: str) -> None:
    assert origin_of(url) == origin
