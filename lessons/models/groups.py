"""Groups of a class: two or three learners who do a lab on one set of machines, for one grade."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.models.assignments import teacher_key
from lessons.models.classes import Class, Membership
from lessons.models.courses import slug_length

group_name_length = 60
size_least, size_most = 2, 3


class GroupSet(models.Model):
    """A division of a class's learners into groups of `least` to `most`."""

    class Mode(models.TextChoices):
        TEACHER = "teacher", _("Teachers put learners into groups")
        CHOICE = "choice", _("Learners choose their group")
        LOCKED = "locked", _("Locked: nothing changes, and smaller groups may begin")

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="group_sets")
    name = models.CharField(max_length=group_name_length)
    least = models.PositiveSmallIntegerField(default=size_least)
    most = models.PositiveSmallIntegerField(default=size_most)
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.TEACHER)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("in_class", Lower("name"), name="group_set_name_once"),
            models.CheckConstraint(
                condition=Q(
                    least__gte=size_least, most__lte=size_most, most__gte=models.F("least")
                ),
                name="group_set_size",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["teacher", "choice", "locked"]), name="group_set_mode"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """`begun_at`: since when its lab was started first; from then on teachers alone change it."""

    of_set = models.ForeignKey(GroupSet, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=group_name_length)
    begun_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of_set", "number"], name="group_number_once"),
            models.UniqueConstraint("of_set", Lower("name"), name="group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupChange(models.Model):
    """One step by which people came into groups or out of them, which can be taken back.

    `by` is the teacher, or the learner who chose.
    """

    of_set = models.ForeignKey(GroupSet, on_delete=models.CASCADE, related_name="changes")
    by = teacher_key()
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.of_set_id} {self.at}"


class GroupPlace(models.Model):
    """A member's place in a group, from one change to another. Rows without an end are in force;
    the others are the history. Of two who take the last seat the database lets one have it."""

    of_set = models.ForeignKey(GroupSet, on_delete=models.CASCADE, related_name="places")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="places")
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="group_places"
    )
    seat = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(GroupChange, on_delete=models.CASCADE, related_name="begun")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        GroupChange, null=True, blank=True, on_delete=models.CASCADE, related_name="ended"
    )

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["of_set", "membership"],
                condition=Q(ended_at=None),
                name="group_place_once_a_set",
            ),
            models.UniqueConstraint(
                fields=["group", "seat"], condition=Q(ended_at=None), name="group_seat_once"
            ),
            models.CheckConstraint(
                condition=Q(seat__gte=1, seat__lte=size_most), name="group_seat_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.membership_id} {self.seat}"


class GroupTask(models.Model):
    """A task of a lab that a group did, for each member who was in it when a check found it done.

    `points`: the best of them, where it was done in several machines one after another. Progress
    and certificates count it, whatever an assignment makes of it.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="group_tasks")
    lab = models.CharField(max_length=slug_length)
    task = models.CharField(max_length=slug_length)
    points = models.FloatField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "lab", "task"], name="group_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.lab}/{self.task}"
