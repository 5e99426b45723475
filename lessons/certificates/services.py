"""Issues, signs, verifies and revokes certificates.

A certificate is a snapshot: it never changes, whatever the learner or the course do later. It
holds what its learner chose to show and nothing else, and this installation's signature over that,
so that a row that was altered by other ways is told from one that was issued.
"""

from __future__ import annotations

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from lessons.certificates.transcript import LessonRecord, Snapshot, snapshot_of
from lessons.models import Certificate
from lessons.models.reading import token_new
from lessons.publishing.selectors import Published
from virtlearn.outbox.events import EventName, event_say
from virtlearn.people.models import User

salt = "lessons.certificates.services"
name_most = 80  # letters
open_most = 20  # certificates of one learner in a course that are not withdrawn


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner wants to be seen."""

    name: str = ""
    lessons: bool = True
    points: bool = True
    labs: bool = True
    figures: bool = True
    before: bool = True  # the test before the course
    end: bool = True  # and the one at its end
    dates: bool = True
    in_class: bool = True  # the name of the class


def chosen(snapshot: Snapshot, choice: Choice) -> Snapshot:
    """Of a snapshot what the learner wants to be seen; nothing else is kept of it."""
    lessons, labs, figures = snapshot.lessons, snapshot.labs, snapshot.figures
    tests = tuple(each for each in snapshot.tests if getattr(choice, each.kind))
    if not choice.points:
        lessons = tuple(
            LessonRecord(title=each.title, read=each.read, read_on=each.read_on)
            for each in lessons
            if each.read
        )
    if not choice.dates:
        lessons = tuple(msgspec.structs.replace(each, read_on=None) for each in lessons)
        labs = tuple(msgspec.structs.replace(each, done_on=None) for each in labs)
        figures = tuple(msgspec.structs.replace(each, at=None) for each in figures)
        tests = tuple(msgspec.structs.replace(each, on=None) for each in tests)
    return msgspec.structs.replace(
        snapshot,
        name=choice.name,
        in_class=snapshot.in_class if choice.in_class else "",
        lessons=lessons if choice.lessons else (),
        labs=labs if choice.labs else (),
        figures=figures if choice.figures else (),
        tests=tests,
    )


# --- rows ----------------------------------------------------------------------------------------


def certificate_issue(*, user: User, published: Published, choice: Choice) -> Certificate | None:
    """A certificate of what was done until now; None where that is nothing of what was chosen,
    where neither was a lesson read nor a test taken, or where as many are open as can be.
    """
    everything = snapshot_of(user, published)
    if not everything.certifiable:
        return None
    snapshot = chosen(everything, choice)
    slug = published.course.slug
    opened = Certificate.objects.filter(user=user, course=slug, revoked_at=None)
    if snapshot.empty or opened.count() >= open_most:
        return None
    token = token_new()
    text = msgspec.json.encode(snapshot).decode()
    with transaction.atomic():
        made = Certificate.objects.create(
            user=user, course=slug, token=token, snapshot=text, signature=sign(token, text)
        )
        event_say(EventName.CERTIFICATE_ISSUED, user=user.pk, course=slug)
    return made


def certificate_revoke(*, certificate: Certificate) -> None:
    """Its address says from now on that it was withdrawn. What it showed is not kept."""
    Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=timezone.now(), snapshot=""
    )


def sign(token: str, snapshot: str) -> str:
    return salted_hmac(salt, f"{token}\n{snapshot}", algorithm="sha256").hexdigest()


def certificate_read(certificate: Certificate) -> Snapshot | None:
    """What it says; None where the signature is not over it, so that nothing of it counts."""
    expected = sign(certificate.token, certificate.snapshot)
    if not constant_time_compare(expected, certificate.signature):
        return None
    return msgspec.json.decode(certificate.snapshot, type=Snapshot)


def guest_merge(*, guest: User, into: User) -> None:
    """The guest's certificates are the account's."""
    Certificate.objects.filter(user=guest).update(user=into)
