"""Classes: a course that is taught to certain people from one day to another, and who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.courses import Course, Revision
from lessons.models.reading import token_new

name_length = 150
label_length = 60


def time_zone_default() -> str:
    return settings.TIME_ZONE


class Class(models.Model):
    """A course for a group of people. Days are whole days in the class's time zone.

    `pinned` is the revision that its members read, None for the course's newest one. From the
    beginning of `planned_on` it is `planned` instead, with None as before: which revision is in
    force at a moment is `lessons.publishing.pin.pin_in_force`, and no job has to run for it.
    """

    class Screens(models.TextChoices):
        """Whether the live board shows the screens of its learners' terminals."""

        OFF = "off", _("No")
        ASK = "ask", _("Of those who agree: each learner is asked")
        ON = "on", _("Of all who don't object: each learner is told, and can say no")

    name = models.CharField(max_length=name_length)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="classes")
    time_zone = models.CharField(max_length=64, default=time_zone_default)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # the last day
    pinned = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    planned = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_on = models.DateField(null=True, blank=True)
    self_enrol = models.BooleanField(default=True)  # whether the link and the code let people in
    join_code = models.CharField(max_length=12, unique=True)
    join_until = models.DateField(null=True, blank=True)  # the last day
    # For how long a grade may be asked about once it is shown and final; 0 for never.
    inquiry_days = models.PositiveSmallIntegerField(default=14)
    screens = models.CharField(max_length=3, choices=Screens.choices, default=Screens.OFF)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=models.F("starts_on")),
                name="class_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(planned=None) | Q(planned_on__isnull=False),
                name="class_planned_has_day",
            ),
            models.CheckConstraint(
                condition=Q(screens__in=["off", "ask", "on"]), name="class_screens"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A word that a class's members are told apart by: a group, a room, a term."""

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(max_length=label_length)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("in_class", Lower("name"), name="class_label_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person in a class: invited, joined, removed or blocked. The row outlives a removal.

    Somebody invited may have no account yet, so that `user` is None. `name`, `invited_email`,
    `external_id` and the GitHub columns are as the roster had them; they stay beside the account
    that joins. `token` is of the personal link that is handed out, which expires. `screens` is
    their own answer whether the live board may show the screens of their terminals, None while they
    gave none.
    """

    class Role(models.TextChoices):
        LEARNER = "learner", _("Learner")
        ASSISTANT = "assistant", _("Assistant")
        TEACHER = "teacher", _("Teacher")

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        JOINED = "joined", _("Joined")
        REMOVED = "removed", _("Removed")
        BLOCKED = "blocked", _("Blocked")

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(max_length=9, choices=Role.choices, default=Role.LEARNER)
    state = models.CharField(max_length=7, choices=State.choices, default=State.INVITED)
    name = models.CharField(max_length=name_length, blank=True)
    invited_email = models.CharField(max_length=254, blank=True)
    external_id = models.CharField(max_length=150, blank=True)
    github_username = models.CharField(max_length=100, blank=True)
    github_id = models.CharField(max_length=20, blank=True)
    token = models.CharField(max_length=40, unique=True, default=token_new)
    token_at = models.DateTimeField(default=timezone.now)  # since when it is this one
    labels = models.ManyToManyField(Label, blank=True, related_name="memberships")
    created_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)  # the first time
    changed_at = models.DateTimeField(default=timezone.now)  # of the state
    screens = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_class", "user"],
                condition=Q(user__isnull=False),
                name="membership_once",
            ),
            models.UniqueConstraint(
                "in_class",
                Lower("invited_email"),
                condition=~Q(invited_email=""),
                name="membership_email_once",
            ),
            models.UniqueConstraint(
                fields=["in_class", "external_id"],
                condition=~Q(external_id=""),
                name="membership_external_id_once",
            ),
            models.CheckConstraint(
                condition=Q(state="invited") | Q(user__isnull=False),
                name="membership_has_user",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["learner", "assistant", "teacher"]), name="membership_role"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["invited", "joined", "removed", "blocked"]),
                name="membership_state",
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="membership_user_state")]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.user_id} {self.role} {self.state}"


class RosterImport(models.Model):
    """One roster that was imported; what it did to each membership is in its changes."""

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.in_class_id} {self.at}"


class RosterChange(models.Model):
    """What an import made of one membership: fields `before` (None: it was new) and `after`.

    Both are `lessons.classes.roster.changes.Fields` as JSON. It goes with its membership.
    """

    of_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="changes")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_import", "membership"], name="roster_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_import_id} {self.membership_id}"
