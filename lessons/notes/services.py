"""Records readers' positions and notes."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from django.db import transaction
from django.utils import timezone

from lessons.models import Note, ReadingPlace
from lessons.notes.quote import Quote
from virtlearn.people.models import User

text_most = 5000  # letters of a note
notes_most = 1000  # that one learner keeps in a course
undo_days = 30  # for which a deleted note can be had back


def place_keep(*, user: User, course_slug: str, lesson_slug: str, section: str) -> None:
    """The learner is in this section now. Without one they are at the lesson's beginning, which is
    not to lose a section that they were at before.
    """
    at = timezone.now()
    ReadingPlace.objects.update_or_create(
        user=user,
        course=course_slug,
        lesson=lesson_slug,
        defaults={"section": section, "at": at} if section else {"at": at},
    )


def note_add(
    *, user: User, course_slug: str, lesson_slug: str, quote: Quote, text: str
) -> Note | None:
    """Keeps a note; None where the learner has as many as can be kept.

    The same note twice in a row, as a form that was sent twice makes it, is one.
    """
    value = msgspec.to_builtins(quote)
    kept = Note.objects.filter(user=user, course=course_slug, deleted_at=None)
    last = kept.filter(lesson=lesson_slug).order_by("-pk").first()
    if last and last.quote == value and last.text == text:
        return last
    if kept.count() >= notes_most:
        return None
    return Note.objects.create(
        user=user, course=course_slug, lesson=lesson_slug, quote=value, text=text
    )


def note_change(*, note: Note, text: str) -> None:
    Note.objects.filter(pk=note.pk).update(text=text, changed_at=timezone.now())


def note_delete(*, note: Note) -> None:
    """It can be restored for a while. What was deleted long ago by this learner goes for good."""
    now = timezone.now()
    Note.objects.filter(pk=note.pk, deleted_at=None).update(deleted_at=now)
    Note.objects.filter(user=note.user_id, deleted_at__lt=now - timedelta(days=undo_days)).delete()


def note_restore(*, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(deleted_at=None)


@transaction.atomic
def guest_merge(*, guest: User, into: User) -> None:
    """What a guest kept moves to an account; of two places in one lesson the later one stays."""
    Note.objects.filter(user=guest).update(user=into)
    for place in ReadingPlace.objects.filter(user=guest):
        mine = ReadingPlace.objects.filter(user=into, course=place.course, lesson=place.lesson)
        if mine.filter(at__gte=place.at).exists():
            continue
        mine.delete()
        ReadingPlace.objects.filter(pk=place.pk).update(user=into)
