"""Sends a message to a class, takes one back, and closes one for a reader."""

from __future__ import annotations

from django.db import transaction

from lessons.classes.notices.places import Place
from lessons.classes.refusal import ClassCode
from lessons.classes.services import running_or_refuse
from lessons.models import Class, ClassNote, ClassNoteClosed
from lessons.models.class_notes import text_most
from virtlearn.core.refusal import RefusedError
from virtlearn.core.short_text import short_text
from virtlearn.people.models import User


def note_send(*, row: Class, by: User, text: str) -> ClassNote:
    """Raises RefusedError where there is nothing in `text`, or the class is over."""
    running_or_refuse(row)
    words = short_text(text, text_most)
    if not words:
        raise RefusedError(ClassCode.EMPTY_MESSAGE)
    return ClassNote.objects.create(in_class=row, by=by, text=words)


def call_send(*, row: Class, by: User, place: Place) -> ClassNote:
    """Asks the class to go to `place`; what they were asked before is taken back.

    Raises RefusedError where the class is over.
    """
    running_or_refuse(row)
    with transaction.atomic():
        ClassNote.objects.filter(in_class=row).exclude(lesson="").delete()
        words = short_text(place.label, text_most)
        return ClassNote.objects.create(
            in_class=row, by=by, text=words, lesson=place.lesson, heading=place.heading
        )


def note_take_back(*, row: Class, note: int) -> None:
    """Nobody sees it any more. Twice is as good as once."""
    ClassNote.objects.filter(pk=note, in_class=row).delete()


def note_close(*, note: ClassNote, user: User) -> None:
    """Twice is as good as once."""
    ClassNoteClosed.objects.get_or_create(note=note, user=user)


def guest_merge(*, guest: User, into: User) -> None:
    """What a guest has closed stays closed for the account."""
    mine = ClassNoteClosed.objects.filter(user=into).values_list("note", flat=True)
    ClassNoteClosed.objects.filter(user=guest).exclude(note__in=list(mine)).update(user=into)
