"""Who else comes into a session, and what its terminals showed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labs.models.sessions import LabSession


class Share(models.Model):
    """A link by which others come into a session's terminals, until its learner takes it back."""

    class Mode(models.TextChoices):
        WATCH = "watch", _("may watch")
        TYPE = "type", _("may type")

    session = models.ForeignKey(LabSession, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=64, unique=True)  # a hash: the link itself is not kept
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.WATCH)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.mode}"


class Visit(models.Model):
    """Somebody in a session's terminals beside its learner: an instructor, or by a `share`.

    In the session of a group it is each of its members, with `group`.

    While `ended_at` is empty they may be there; they are there while `seen_at` is recent.
    """

    session = models.ForeignKey(LabSession, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits"
    )
    share = models.ForeignKey(Share, on_delete=models.CASCADE, null=True)
    group = models.BooleanField(default=False)
    name = models.CharField(max_length=40, blank=True)  # a guest's, as they gave it
    mode = models.CharField(max_length=8, choices=Share.Mode.choices, default=Share.Mode.WATCH)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)  # when a terminal of theirs was last open
    ended_at = models.DateTimeField(null=True)
    ended_by_learner = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"], condition=Q(ended_at=None), name="labs_one_visit"
            ),
        ]
        indexes = [  # who is there now
            models.Index(fields=["seen_at"], condition=Q(ended_at=None), name="labs_visits_now")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"


class Recording(models.Model):
    """What one tab showed, as an asciicast v2 file in RECORDINGS_DIR under its id.

    While it goes on, `seconds` and `bytes` lag behind; where the web process died it has no end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recordings"
    )
    session = models.ForeignKey(LabSession, on_delete=models.CASCADE, related_name="recordings")
    machine = models.SlugField(max_length=64)
    tab = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField(default=0)  # from the first output to the last
    bytes = models.PositiveIntegerField(default=0)  # of the file
    ended_at = models.DateTimeField(null=True)
    cut = models.BooleanField(default=False)  # it ended before the tab did, for want of room

    class Meta:
        indexes = [models.Index(fields=["started_at"], name="labs_recording_age")]

    def __str__(self) -> str:
        return f"{self.machine}/{self.tab} of {self.session_id}"


class RecordingChoice(models.Model):
    """Whether a user wants their terminals recorded; one without a row does."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="recording_choice",
    )
    recorded = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.user_id}: {'recorded' if self.recorded else 'not recorded'}"
