"""Who uses VirtLearn: guests, learners and instructors are rows of one table."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEARNER = "learner", _("Learner")
    INSTRUCTOR = "instructor", _("Instructor")


class User(AbstractUser):
    """A guest is a user without a name; signing up gives the same row one, so work is kept."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.LEARNER)
    is_guest = models.BooleanField(default=False)

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
        return self.role == Role.INSTRUCTOR and not self.is_guest
