"""What is kept of courses: published content is immutable and addressed by its digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

slug_length = 100
message_length = 500


class Course(models.Model):
    """A course that was published once, and the revision that is shown."""

    slug = models.SlugField(max_length=slug_length, unique=True)
    current = models.ForeignKey(
        "Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    current_since = models.DateTimeField(null=True, blank=True)
    current_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Whether set-up chose what is shown, and so may show the course that a new version ships.
    current_by_setup = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class Revision(models.Model):
    """One state of a course: `digest` is of its files, `head` is `schema.Course` as JSON."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="revisions")
    digest = models.CharField(max_length=64)
    head = models.BinaryField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "digest"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course.slug} {self.digest[:12]}"


class Page(models.Model):
    """The compiled body of a lesson or a lab's guide in one language, as JSON of the schema."""

    class Kind(models.TextChoices):
        LESSON = "lesson"
        GUIDE = "guide"

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="pages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    slug = models.SlugField(max_length=slug_length)
    language = models.CharField(max_length=16)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "kind", "slug", "language"], name="page_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} ({self.language})"


class Blob(models.Model):
    """The content of a file, kept once however many revisions have it."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.digest


class Asset(models.Model):
    """A file that a revision's pages show, at its path in the course's folder."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="assets")
    path = models.CharField(max_length=500)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "path"], name="asset_once"),
        ]

    def __str__(self) -> str:
        return self.path


class RevisionFile(models.Model):
    """A file that a revision was made of, at its path in the course's folder."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "path"], name="revision_file_once"),
        ]

    def __str__(self) -> str:
        return self.path


class Publication(models.Model):
    """That a revision became the one that is shown: when, by whom, and why. `by` None: a command on
    the server, or somebody whose account is erased."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", pgettext_lazy("publication", "published")
        RESTORED = "restored", pgettext_lazy("publication", "restored")
        SET_UP = "set-up", pgettext_lazy("publication", "shown by set-up")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="publications")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="publications")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    message = models.CharField(max_length=message_length, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.revision} {self.kind}"
