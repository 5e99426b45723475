"""A lab session and its machines. States are changed by labs.sessions.transitions alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from labs.core.expiry_warnings import ExpiryWarning, expiry_warning
from labs.engines.base import Handle
from labs.models.refusal import EndCode, StartCode
from labs.spec.definition import LabSpec


def label_of(code: EndCode) -> Promise:
    return format_lazy("{} {}", code.message, code.way_on)


class LabState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    STARTING = "starting", _("Starting")
    READY = "ready", _("Ready")
    STOPPING = "stopping", _("Stopping")
    ENDED = "ended", _("Ended")


running_states = [LabState.STARTING, LabState.READY]  # has machines, or is about to
active_states = [LabState.QUEUED, *running_states]


class EndReason(models.TextChoices):
    """Why a session ended; what its learner reads of it is EndCode."""

    LEARNER = "learner", _("You stopped this lab.")
    RESET = "reset", _("This lab was started afresh.")
    EXPIRED = "expired", _("The time of this lab is over.")
    IDLE = "idle", _("Nothing was typed for a while, so this lab was ended.")
    FAILED = "failed", label_of(EndCode.FAILED)
    GONE = "gone", label_of(EndCode.GONE)
    REMOVED = "removed", label_of(EndCode.REMOVED)
    KILLED = "killed", label_of(EndCode.KILLED)
    SHELL = "shell", label_of(EndCode.SHELL)
    OUT_OF_MEMORY = "out-of-memory", label_of(EndCode.OUT_OF_MEMORY)
    ENGINE = "engine", label_of(EndCode.ENGINE)
    INSTRUCTOR = "instructor", label_of(EndCode.INSTRUCTOR)
    ROOM = "room", label_of(EndCode.ROOM)
    LEFT = "left", EndCode.LEFT.message
    SITE = "site", label_of(EndCode.SITE)
    GROUP = "group", label_of(EndCode.GROUP)
    GROUP_LEFT = "group-left", label_of(EndCode.GROUP_LEFT)


class StartFault(models.TextChoices):
    """Why a session could not start; what its learner reads of it is StartCode, and what the engine
    said is beside it.

    The values are `cause` of labs.engines.errors, but for `unfinished`, which the keeper finds.
    """

    UNAVAILABLE = "unavailable", StartCode.UNAVAILABLE.message
    IMAGE = "image", StartCode.IMAGE.message
    DISK = "disk", StartCode.DISK.message
    RUNTIME = "runtime", StartCode.RUNTIME.message
    NETWORK = "network", StartCode.NETWORK.message
    NAME = "name", StartCode.NAME.message
    GONE = "gone", StartCode.GONE.message
    ENDED = "ended", StartCode.ENDED.message
    PROMPT = "prompt", StartCode.PROMPT.message
    UNFINISHED = "unfinished", StartCode.UNFINISHED.message


class LabSession(models.Model):
    """One user's machines for one lab, from the click on Start until they are gone.

    With a `group`, whose members labs/catalog/coursework.py knows, it is theirs together, and its
    user the one of them by whose limits it counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lab_sessions"
    )
    group = models.CharField(max_length=32, blank=True, default="")  # "": of its user alone
    course = models.SlugField(max_length=64)
    lab = models.SlugField(max_length=64)
    # The lab as it was at the start: a new revision never changes a lab that runs.
    revision = models.CharField(max_length=64)
    spec_json = models.JSONField()
    scripts = models.JSONField(default=dict)
    title = models.JSONField(default=dict)
    # A digest of the address from which a guest started it, while it runs: labs are counted by it.
    guest_address = models.CharField(max_length=64, blank=True)

    state = models.CharField(max_length=16, choices=LabState.choices, default=LabState.STARTING)
    due_at = models.DateTimeField()  # until when `starting` or `stopping` may last
    created_at = models.DateTimeField(default=timezone.now)
    admitted_at = models.DateTimeField(null=True)  # when its turn came, if it had to wait for it
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    last_input_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    end_machine = models.SlugField(max_length=64, blank=True)  # which of them did not run any more
    start_fault = models.CharField(max_length=16, choices=StartFault.choices, blank=True)
    error = models.TextField(blank=True)  # what the engine said, for the operator
    extensions_used = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)  # when the page of one who waits last asked
    prompt_ms = models.FloatField(null=True)  # from the click on Start to the first output
    hand_raised_at = models.DateTimeField(null=True)  # its learner asks for help since then
    hand_note = models.CharField(max_length=200, blank=True)
    check_asked_at = models.DateTimeField(null=True)  # by the button; None once that is answered
    checked_at = models.DateTimeField(null=True)
    checking_until = models.DateTimeField(null=True)  # checks run now, at most until then

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "lab"],
                condition=Q(state__in=["queued", "starting", "ready"]),
                name="labs_one_active_session",
            ),
            models.UniqueConstraint(
                fields=["group", "course", "lab"],
                condition=Q(state__in=["queued", "starting", "ready"]) & ~Q(group=""),
                name="labs_one_active_of_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in LabState]),
                name="labs_session_state",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="labs_session_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False, expires_at__isnull=False),
                name="labs_session_ready",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="labs_session_state_due"),
            models.Index(fields=["user", "course", "lab", "created_at"], name="labs_session_of"),
            models.Index(
                fields=["guest_address"],
                condition=~Q(guest_address=""),
                name="labs_session_guest_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}/{self.lab} {self.id}"

    @cached_property
    def spec(self) -> LabSpec:
        """Never changes; a page asks for it dozens of times."""
        return msgspec.convert(self.spec_json, LabSpec)

    @property
    def is_active(self) -> bool:
        return self.state in active_states

    @property
    def idle_at(self) -> datetime | None:
        """When it ends for lack of input."""
        since = self.last_input_at or self.ready_at
        return since and since + timedelta(minutes=self.spec.idle_minutes)

    @property
    def expiry_warning(self) -> ExpiryWarning | None:
        """By what it ends soon, if it does."""
        if self.state != LabState.READY:
            return None
        spec = self.spec
        return expiry_warning(
            timezone.now(),
            expires_at=self.expires_at,
            idle_at=self.idle_at,
            minutes=spec.minutes,
            idle_minutes=spec.idle_minutes,
        )

    @property
    def seconds_left(self) -> float:
        """Until its time is over; 0 where it does not run."""
        return self.seconds_until(self.expires_at)

    @property
    def seconds_until_idle(self) -> float:
        """Until it ends for lack of input; 0 where it does not run."""
        return self.seconds_until(self.idle_at)

    def seconds_until(self, at: datetime | None) -> float:
        if self.state != LabState.READY or at is None:
            return 0.0
        return max(0.0, (at - timezone.now()).total_seconds())

    @property
    def extensions_left(self) -> int:
        return max(0, self.spec.extensions - self.extensions_used)

    def title_in(self, language: str) -> str:
        titles: Mapping[str, str] = self.title
        return titles.get(language) or next(iter(titles.values()), self.lab)


class Machine(models.Model):
    """One machine: of a session, or, while it has none, one that waits in the warm pool.

    A start claims a warm one by a conditional UPDATE of `session`. Machines are used once: a
    session is never taken away again. `handle_id` is the engine's id of it once it was created.
    In the pool it is being made (no `warm_at`), warm, or given up (`claimed_at` without a session:
    it waits for its removal and is nobody's any more).
    """

    session = models.ForeignKey(
        LabSession, on_delete=models.CASCADE, related_name="machines", null=True
    )
    name = models.SlugField(max_length=64, blank=True)  # in the lab: "main"; empty in the pool
    kind = models.SlugField(max_length=64)
    image = models.CharField(max_length=200)
    runtime = models.CharField(max_length=16, blank=True)  # "runc", "runsc"; empty: the engine's
    hostname = models.CharField(max_length=64, default="lab")
    network = models.CharField(max_length=100, blank=True)  # the session's own; empty: none
    engine_name = models.CharField(max_length=100, unique=True)
    handle_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    warm_at = models.DateTimeField(null=True)  # since when it can be claimed
    claimed_at = models.DateTimeField(null=True)  # when a session took it from the pool
    first_output = models.BinaryField(default=b"")  # what its shell had printed when it was warm
    prompt_ms = models.FloatField(null=True)  # from its creation to its prompt, in the pool too
    boot_percent = models.PositiveSmallIntegerField(null=True)  # how far its guest's boot is
    out_of_memory_at = models.DateTimeField(null=True)  # when the kernel last ended a process in it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="labs_machine_name"),
        ]
        indexes = [
            models.Index(
                fields=["image", "runtime", "hostname"],
                condition=Q(session=None),
                name="labs_machine_pool",
            ),
            models.Index(fields=["created_at"], name="labs_machine_created"),
            models.Index(fields=["claimed_at"], name="labs_machine_claimed"),
        ]

    def __str__(self) -> str:
        return self.engine_name

    @property
    def handle(self) -> Handle:
        """Without an id the name serves: engines find a machine by either."""
        return Handle(self.handle_id or self.engine_name, self.engine_name)
