"""Reads what a verified token says of a launch."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from lessons.lti.core import names
from virtlearn.core.msgspec_types import types_ready
from virtlearn.core.short_text import short_text

Role = Literal["", "learner", "assistant", "teacher"]
Fault = Literal["version", "kind", "anonymous", "deployment", "link", "malformed"]
id_most = 255  # LTI 1.3, 5.4.1: the longest identifier


class MessageError(Exception):
    """A token is genuine, and its message not one that can be followed."""

    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(f"{fault} {said}".strip())
        self.fault, self.said = fault, said


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One launch, or one request for content. Addresses are as the platform gave them: what asks
    them has to look first. `role` is "" for who has none in the context."""

    kind: str
    subject: str
    deployment: str
    target: str
    role: Role = ""
    is_test: bool = False  # a platform's own stand-in for a learner
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    locale: str = ""
    context: str = ""
    context_title: str = ""
    link: str = ""
    link_title: str = ""
    custom_target: str = ""
    line_item: str = ""
    line_items: str = ""
    grade_scopes: tuple[str, ...] = ()
    roster: str = ""
    return_url: str = ""  # of deep linking, as what follows
    accepts: tuple[str, ...] = ()
    accepts_several: bool = False
    accepts_lines: bool = True
    data: str | None = None


def message_read(claims: Mapping[str, Any]) -> Message:
    """Raises MessageError."""
    version = claims.get(names.claim + "version")
    if version != names.VERSION:
        raise MessageError("version", str(version)[:40])
    kind = claims.get(names.claim + "message_type")
    if kind not in {names.RESOURCE, names.DEEP_LINKING}:
        raise MessageError("kind", str(kind)[:80])
    subject = identifier(claims.get("sub"))
    if not subject:
        raise MessageError("anonymous")
    deployment = identifier(claims.get(names.claim + "deployment_id"))
    if not deployment:
        raise MessageError("deployment")
    link = table(claims, names.claim + "resource_link")
    if kind == names.RESOURCE and not identifier(link.get("id")):
        raise MessageError("link")
    roles = claims.get(names.claim + "roles")
    roles = [each for each in roles if isinstance(each, str)] if isinstance(roles, list) else []
    context = table(claims, names.claim + "context")
    message = Message(
        kind=kind,
        subject=subject,
        deployment=deployment,
        target=text(claims.get(names.claim + "target_link_uri"), 2000),
        role=role_of(roles),
        is_test=any(each.endswith("#TestUser") for each in roles),
        name=text(claims.get("name")),
        given_name=text(claims.get("given_name")),
        family_name=text(claims.get("family_name")),
        locale=text(table(claims, names.claim + "launch_presentation").get("locale"), 20),
        context=identifier(context.get("id")),
        context_title=text(context.get("title")) or text(context.get("label")),
        link=identifier(link.get("id")),
        link_title=text(link.get("title")),
        custom_target=text(table(claims, names.claim + "custom").get("target"), 400),
    )
    return with_services(message, claims)


def with_services(message: Message, claims: Mapping[str, Any]) -> Message:
    grades = table(claims, names.GRADES_CLAIM)
    deep = table(claims, names.deep_claim + "deep_linking_settings")
    data = deep.get("data")
    if message.kind == names.DEEP_LINKING and not text(deep.get("deep_link_return_url"), 2000):
        raise MessageError("malformed", "deep_link_return_url")
    return msgspec.structs.replace(
        message,
        line_item=text(grades.get("lineitem"), 2000),
        line_items=text(grades.get("lineitems"), 2000),
        grade_scopes=texts(grades.get("scope")),
        roster=text(table(claims, names.ROSTER_CLAIM).get("context_memberships_url"), 2000),
        return_url=text(deep.get("deep_link_return_url"), 2000),
        accepts=texts(deep.get("accept_types")),
        accepts_several=deep.get("accept_multiple") in (True, "true"),
        accepts_lines=deep.get("accept_lineitem") not in (False, "false"),
        data=data if isinstance(data, str) else None,
    )


def role_of(roles: Collection[str]) -> Role:
    """The highest role in the context; roles of the system or the institution say nothing of it.

    LTI 1.3, A.2.2 and A.2.3: short names are allowed for context roles and mean the same.
    """
    own = {each.removeprefix(names.membership) for each in roles if is_of_context(each)}
    if any(each.endswith("#TeachingAssistant") for each in own):
        return "assistant"
    if own & {"Instructor", "ContentDeveloper"}:
        return "teacher"
    return "learner" if "Learner" in own else ""


def is_of_context(role: str) -> bool:
    return role.startswith((names.membership, names.membership_sub)) or "/" not in role


def table(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def text(value: object, most: int = 150) -> str:
    """On one line and without what turns the direction of writing."""
    return short_text(value, most) if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(each[:200] for each in found[:50] if isinstance(each, str))


def identifier(value: object) -> str:
    """As it is, or "" for what is none; the empty text, too long ones and those with controls."""
    known = isinstance(value, str) and 0 < len(value) <= id_most and value.isprintable()
    return str(value) if known else ""


types_ready(Message)
