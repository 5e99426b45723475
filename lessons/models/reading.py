"""What readers keep: the place they left off at, their notes, and certificates of what they did."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lessons.models.courses import slug_length


def token_new() -> str:
    """192 bits that nobody guesses, for an address."""
    return secrets.token_urlsafe(24)


class ReadingPlace(models.Model):
    """Where a learner last was in a lesson; `section` is a heading's id, "" at the beginning."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    lesson = models.CharField(max_length=slug_length)
    section = models.CharField(max_length=slug_length, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.section}"


class Note(models.Model):
    """A learner's note in a lesson, a highlighted passage, or both.

    `quote` is `lessons.notes.quote.Quote` as JSON. A note that is deleted stays for a while, so
    that it can be had back.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    lesson = models.CharField(max_length=slug_length)
    quote = models.JSONField()
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "course", "lesson"], name="note_of")]

    def __str__(self) -> str:
        return f"{self.lesson} {self.pk}"


class Certificate(models.Model):
    """What a learner had done in a course when they asked for it, and chose to show.

    `snapshot` is `lessons.certificates.transcript.Snapshot` as JSON and never changes; `signature`
    is this installation's over it. The address has the token; a certificate that is withdrawn keeps
    it, so that it says so.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    token = models.CharField(max_length=40, unique=True, default=token_new)
    snapshot = models.TextField()
    signature = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "course"], name="certificate_of")]
        constraints = [
            models.CheckConstraint(condition=~Q(signature=""), name="certificate_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.token[:6]}"
