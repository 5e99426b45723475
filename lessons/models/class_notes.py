"""Messages of who teaches a class to all who are in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from lessons.models.classes import Class
from lessons.models.courses import slug_length

text_most = 500
heading_length = 200


class ClassNote(models.Model):
    """A message to a class, on one line; its members see it for an hour, or until they close it.

    With a `lesson` it asks them to go there, to the heading of that id or the lesson's beginning;
    `text` is then what these are called.
    """

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.CharField(max_length=text_most)
    lesson = models.CharField(max_length=slug_length, blank=True)
    heading = models.CharField(max_length=heading_length, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["in_class", "at"], name="class_note_of")]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.at}"


class ClassNoteClosed(models.Model):
    """Somebody has read a message, and does not want to see it any more."""

    note = models.ForeignKey(ClassNote, on_delete=models.CASCADE, related_name="closed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "user"], name="class_note_closed_once")
        ]

    def __str__(self) -> str:
        return f"{self.note_id} {self.user_id}"
