"""Courses that are written in the browser: what a draft has otherwise than a revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What authors have changed of a course since `base`, the revision that it was begun from."""

    course = models.OneToOneField("Course", on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey("Revision", on_delete=models.RESTRICT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"draft of {self.course.slug}"


class DraftFile(models.Model):
    """A file that the draft has otherwise than its base; `content` None: it was deleted.

    `digest` is SHA-256 of the content as hexadecimal digits, "" where it was deleted.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "path"], name="draft_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class DraftVersion(models.Model):
    """What a draft's file was before it was saved again, or was sent and met others' changes."""

    file = models.ForeignKey(DraftFile, on_delete=models.CASCADE, related_name="versions")
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["file", "digest"], name="draft_version_digest")]

    def __str__(self) -> str:
        return f"{self.file.path} of {self.at:%Y-%m-%d %H:%M}"
