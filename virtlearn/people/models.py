"""Who uses VirtLearn, and the log of who looked at or changed what is somebody's.

Guests, learners, instructors and heads are rows of one table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEARNER = "learner", _("Learner")
    INSTRUCTOR = "instructor", _("Instructor")
    HEAD = "head", _("Head")


# Whoever may do what instructors do: a head is one too.
teaching_roles = (Role.INSTRUCTOR, Role.HEAD)


class User(AbstractUser):
    """A guest is a user without a name; signing up gives the same row one, so work is kept."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.LEARNER)
    is_guest = models.BooleanField(default=False)
    # The class that whoever made the account gave it to, as a word; nothing hangs on it.
    class_label = models.CharField(max_length=100, blank=True)
    must_change_password = models.BooleanField(default=False)  # somebody else knows it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guest_is_learner",
                condition=models.Q(is_guest=False) | models.Q(role=Role.LEARNER),
            ),
        ]

    # A guest owns rows and has a session, but is not signed in: sign-up and log-in stay open.
    @property
    def is_authenticated(self) -> Any:
        return not self.is_guest

    @property
    def is_anonymous(self) -> Any:
        return self.is_guest

    @property
    def is_instructor(self) -> bool:
        return self.role in teaching_roles and not self.is_guest

    @property
    def guest_until(self) -> datetime | None:
        """When a guest ends, with all that they did; None for accounts, and where guests stay."""
        if not self.is_guest or not settings.GUEST_DAYS:
            return None
        return self.date_joined + timedelta(days=settings.GUEST_DAYS)

    @property
    def is_head(self) -> bool:
        return self.role == Role.HEAD and not self.is_guest


class AuditAction(models.TextChoices):
    """What was done. The values stay: the log has them."""

    TERMINAL_WATCHED = "terminal.watched", _("came into the terminals, to watch")
    SCREEN_SEEN = "screen.seen", _("saw the terminals' screens on the class's board")
    TERMINAL_TYPED = "terminal.typed", _("came into the terminals, and may type there")
    LAB_ENDED = "lab.ended", _("ended the running lab")
    LAB_EXTENDED = "lab.extended", _("gave the running lab more time")
    LAB_RESTARTED = "lab.restarted", _("started the running lab afresh")
    CLASS_SEEN = "class.seen", _("saw the progress in a lab")
    ACCOUNT_SEEN = "account.seen", _("opened the page of the account")
    ACCOUNT_ADDED = "account.added", _("made the account")
    ROLE_CHANGED = "role.changed", _("changed the role")
    PASSWORD_SET = "password.set", _("set a one-time password")
    EXPORTED = "account.exported", _("took a copy of all that is kept")
    ERASED = "account.erased", _("erased the account")
    GUEST_MERGED = "guest.merged", _("took over what was done as a guest")
    RETENTION = "retention.done", _("removed what was too old")
    CLASS_MADE = "class.made", _("made the class")
    CLASS_ARCHIVED = "class.archived", _("archived the class")
    CLASS_FETCHED = "class.fetched", _("fetched the class back")
    CLASS_DELETED = "class.deleted", _("deleted the class")
    CLASS_INVITED = "class.invited", _("invited to the class")
    CLASS_JOINED = "class.joined", _("joined the class")
    CLASS_ADDED = "class.added", _("added to the class")
    CLASS_LEFT = "class.left", _("left the class")
    CLASS_REMOVED = "class.removed", _("removed from the class")
    CLASS_BLOCKED = "class.blocked", _("blocked in the class")
    CLASS_ADMITTED = "class.admitted", _("let back into the class")
    CLASS_ROLE = "class.role", _("changed the role in the class")
    CLASS_REVISION = "class.revision", _("chose the revision of the class")
    ASSIGNMENT_MADE = "assignment.made", _("made the assignment")
    ASSIGNMENT_CHANGED = "assignment.changed", _("changed the assignment")
    ASSIGNMENT_DELETED = "assignment.deleted", _("deleted the assignment")
    ASSIGNMENT_PREVIEWED = "assignment.previewed", _("looked at the assignment as the learner")
    OVERRIDE_SET = "override.set", _("changed the deadlines of some in the assignment")
    EXTENSION_GRANTED = "extension.granted", _("changed the extension in the assignment")
    ACCOMMODATION_SET = "accommodation.set", _("changed the accommodation")
    EXAM_STARTED = "exam.started", _("started the exam")
    EXAM_TAKEN_BACK = "exam.taken.back", _("took the start of the exam back")
    EXAM_ENDED = "exam.ended", _("ended the exam for all")
    EXAM_TIME = "exam.time", _("gave more time in the exam")
    GRADE_CHANGED = "grade.changed", _("changed the grade in the assignment")
    GROUPS_CHANGED = "groups.changed", _("changed the groups of the class")
    GRADE_SETTINGS = "grade.settings", _("changed how the total of grades is made in the class")
    REGRADED = "grade.regraded", _("graded the answers to the question again")
    TOKEN_MADE = "token.made", _("made the API token")
    TOKEN_REVOKED = "token.revoked", _("revoked the API token")
    REGRADE_UNDONE = "grade.regrade_undone", _("undid grading the answers again")
    LTI_PLATFORM = "lti.platform", _("changed the learning platform")
    LTI_LINKED = "lti.linked", _("connected the account with a learning platform")
    SIGN_ON_LINKED = "sign-on.linked", _("connected the account with a sign-on")
    LTI_CLASS = "lti.class", _("connected the class with a course of a learning platform")
    WEBHOOK = "webhook.changed", _("changed the webhook")


class AuditError(Exception):
    """An entry of the log was to be changed or removed."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditError

    def delete(self) -> NoReturn:
        raise AuditError


class AuditEntry(models.Model):
    """One line of the log: `actor` did `action` to what is `subject`'s. Written once, for good.

    It has numbers of accounts and no names. An account that is erased leaves nobody behind that
    its number could lead to, so that nothing here need ever be changed; triggers of the database
    refuse it (migration 0004). No number is given twice.
    """

    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=20, choices=AuditAction.choices)
    actor = models.BigIntegerField(null=True)  # None: by command, or the site by itself
    subject = models.BigIntegerField(null=True)  # None: of nobody in particular
    detail = models.CharField(max_length=200, blank=True)  # "course/lab", "learner instructor"

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="people_audit_subject"),
            models.Index(fields=["at"], name="people_audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject} {self.detail}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the entry; raises AuditError where it is there already."""
        if not self._state.adding:
            raise AuditError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError
