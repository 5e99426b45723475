"""Where a launch leads, and the class that it makes somebody a member of."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import override

from lessons.classes.access import class_phase
from lessons.classes.joining.services import enter as class_enter
from lessons.classes.services import class_locked
from lessons.lti.core.message import Message
from lessons.lti.core.names import SCOPE_SCORE
from lessons.lti.core.target import Target, target_read
from lessons.lti.launch.login import launch_url
from lessons.lti.refusal import LtiCode
from lessons.models import Assignment, LtiContext, LtiLink, LtiPlatform, Membership
from lessons.publishing.reader import course_for
from lessons.publishing.selectors import lab_head, lesson_head
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url
from virtlearn.core.sqlite_write_queue import writers
from virtlearn.people.models import User

Role = Membership.Role
roles = {"teacher": Role.TEACHER, "assistant": Role.ASSISTANT}


def context_keep(platform: LtiPlatform, message: Message) -> LtiContext | None:
    """The platform's course as the launch tells of it, None where it tells of none."""
    if not message.context:
        return None
    deployment = platform.deployments.get(deployment_id=message.deployment)
    said = {"title": message.context_title, "roster_url": message.roster}
    row, _made = LtiContext.objects.update_or_create(
        deployment=deployment, context_id=message.context, defaults=said
    )
    return row


def link_keep(context: LtiContext, message: Message, target: Target) -> LtiLink:
    """The link of a launch, with the assignment that it leads to and where its grades go."""
    assignment = None
    if target.kind == "assignment":
        rows = Assignment.objects.filter(in_class=context.in_class, deleted_at=None)
        assignment = rows.filter(pk=int(target.ref), in_class=int(target.place)).first()
    row, _made = LtiLink.objects.update_or_create(
        context=context,
        link_id=message.link,
        defaults={
            "title": message.link_title,
            "assignment": assignment,
            "line_item": message.line_item,
            "may_score": SCOPE_SCORE in message.grade_scopes,
            "last_at": timezone.now(),
        },
    )
    return row


def class_join(context: LtiContext, message: Message, user: User) -> Membership | None:
    """`user` is in the class of the platform's course from now on, in the role that the platform
    says; who is in it already keeps the role that they have. None where there is no such class, or
    it is over. Raises RefusedError for who is blocked.
    """
    row = context.in_class
    if row is None or class_phase(row).is_over or not message.role or message.is_test:
        return None
    with writers.turn(), transaction.atomic():
        locked = class_locked(row)
        before = Membership.objects.filter(in_class=locked, user=user).first()
        if before and before.state == Membership.State.BLOCKED:
            raise RefusedError(LtiCode.BLOCKED)
        place = class_enter(locked, user, None, message.name)
        if before is None and message.role in roles:
            place.role = roles[message.role]
            place.save(update_fields=["role"])
    return place


def target_of(message: Message) -> Target:
    """By the link's own parameter, else by the address of a page. Raises RefusedError."""
    if message.custom_target:
        found = target_read(message.custom_target)
    else:
        found = page_target(message.target)
    if found is None:
        raise RefusedError(LtiCode.TARGET_GONE)
    return found


# Routes of pages that links may lead to, with the arguments that say which one.
pages = {
    "lessons:course": ("course", ("course_slug",)),
    "lessons:lesson": ("lesson", ("course_slug", "lesson_slug")),
    "labs:lab": ("lab", ("course", "lab")),
    "lessons:assignment": ("assignment", ("class_id", "assignment_id")),
}


def page_target(url: str) -> Target | None:
    """What a page of this site shows, of those that links may lead to."""
    if url == launch_url() or url.rstrip("/") == site_url(settings.SITE_PATH).rstrip("/"):
        return Target(kind="site")
    path = urlsplit(url).path.removeprefix(settings.SITE_PATH.rstrip("/"))
    language = path.strip("/").partition("/")[0]
    try:
        with override(language if language in dict(settings.LANGUAGES) else "en"):
            found = resolve(path)
    except Resolver404:
        return None
    if (read := pages.get(found.view_name)) is None:
        return None
    kind, names = read
    return target_read("/".join([kind, *(str(found.kwargs[each]) for each in names)]))


def target_path(target: Target, user: User | None, context: LtiContext | None) -> str:
    """The page's path, in the language in force. Raises RefusedError where it is not there, or is
    of a class that the platform's course has nothing to do with."""
    if target.kind == "site":
        if context is None or context.in_class_id is None:
            return reverse("home")
        return reverse("lessons:class", args=[context.in_class_id])
    if target.kind == "assignment":
        return assignment_path(target, context)
    published = course_for(user, target.place)
    if published is None:
        raise RefusedError(LtiCode.TARGET_GONE)
    if target.kind == "course":
        return reverse("lessons:course", args=[target.place])
    find = lesson_head if target.kind == "lesson" else lab_head
    if find(published.course, target.ref) is None:
        raise RefusedError(LtiCode.TARGET_GONE)
    name = "lessons:lesson" if target.kind == "lesson" else "labs:lab"
    return reverse(name, args=[target.place, target.ref])


def assignment_path(target: Target, context: LtiContext | None) -> str:
    rows = Assignment.objects.filter(pk=int(target.ref), in_class=int(target.place))
    found = rows.filter(deleted_at=None).first()
    if found is None:
        raise RefusedError(LtiCode.TARGET_GONE)
    if context is None or context.in_class_id != found.in_class_id:
        raise RefusedError(LtiCode.NOT_CONNECTED)
    return reverse("lessons:assignment", args=[found.in_class_id, found.pk])
