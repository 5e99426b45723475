"""What is kept of courses, and what learners did in them.

Published content is immutable and addressed by its digest. What learners did is keyed by the
course's slugs and ids, not by rows of a revision: it outlives every revision and rollback.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

slug_length = 100


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


class Deed(models.Model):
    """What a learner did in a lesson."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.CharField(max_length=slug_length)
    lesson = models.CharField(max_length=slug_length)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Attempt(Deed):
    """One answer to a question. `order` is how the choices stood, so that it can be shown again."""

    question = models.CharField(max_length=slug_length)
    number = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=16)
    answer = models.JSONField()
    order = models.JSONField(default=list)
    fraction = models.FloatField()
    points = models.FloatField()
    correct = models.BooleanField()
    misconceptions = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question", "number"], name="attempt_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempt_from_one"),
            models.CheckConstraint(
                condition=Q(fraction__gte=0, fraction__lte=1), name="attempt_fraction"
            ),
            models.CheckConstraint(
                condition=Q(correct=False) | Q(fraction=1), name="attempt_correct_is_whole"
            ),
        ]
        indexes = [models.Index(F("course"), F("lesson"), F("question"), name="attempt_question")]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} {self.number}"


class HintOpened(Deed):
    """`number` counts the hints of a question from 1."""

    question = models.CharField(max_length=slug_length)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lesson", "question", "number"], name="hint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}#{self.question} hint {self.number}"


class LessonRead(Deed):
    """The learner said so."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course", "lesson"], name="lesson_read_once"),
        ]

    def __str__(self) -> str:
        return self.lesson
