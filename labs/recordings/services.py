"""Keeps recordings of terminals: rows, files, consent, expiry.

A recording is its learner's alone. Files are in RECORDINGS_DIR: `<id>.part` while one is written,
`<id>.cast` afterwards (or `.part` still, where the web process died). A file that is ended or
removed here stops its recorder, in whichever process that runs: see labs.terminal.core.recorder.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from labs.core.limits import free_least
from labs.models import LabSession, LabState, Recording, RecordingChoice
from virtlearn.people.models import User

log = logging.getLogger(__name__)

MB = 1024 * 1024
# How old a file without a row, or a row without a file, must be: the other may come yet.
orphan_age = timedelta(minutes=10)
batch = 500  # rows that are removed at once


def recording_is_on() -> bool:
    """Whether this installation records."""
    return settings.RECORDING_DAYS > 0


def recording_wanted(user: User | None) -> bool:
    """Whether terminals of `user` are recorded as far as they decide it."""
    if user is None:
        return True
    return not RecordingChoice.objects.filter(user_id=user.pk, recorded=False).exists()


def recordings_bytes(user: User) -> int:
    return Recording.objects.filter(user=user).aggregate(all=Sum("bytes"))["all"] or 0


def recordings_full(user: User | None) -> bool:
    """Whether no more is recorded of `user` until some recordings are deleted."""
    return user is not None and recordings_bytes(user) >= settings.RECORDINGS_USER_MB * MB


def recordings_site_full(user: User) -> bool:
    """Whether all recordings together take what they may: half of it where `user` is a guest, so
    that guests, of whom anybody can be many, leave room for those who have an account."""
    rows, most = Recording.objects.all(), settings.RECORDINGS_MB * MB
    if user.is_guest:
        rows, most = rows.filter(user__is_guest=True), most // 2
    return (rows.aggregate(all=Sum("bytes"))["all"] or 0) >= most


def recording_for_user_or_404(user: User | None, recording: UUID) -> Recording:
    """The recording of this user; for everybody else, instructors too, it does not exist."""
    rows = Recording.objects.select_related("session")
    found = rows.filter(pk=recording, user_id=user.pk).first() if user else None
    if found is None:
        raise Http404
    return found


def recordings_of(user: User | None, **where: object) -> Sequence[Recording]:
    """All of this user, the latest session first, each session's in the order of their starts;
    `where` narrows by fields, as in `session__lab="whose-kernel"`."""
    if user is None:
        return []
    rows = Recording.objects.filter(user_id=user.pk, **where).select_related("session")
    return list(rows.order_by("-session__created_at", "session_id", "started_at", "pk"))


# Files


def part_path(recording: UUID) -> Path:
    """Where it is written. The folder is made on the first use, for its owner alone."""
    folder: Path = settings.RECORDINGS_DIR
    return folder / f"{recording}.part"


def whole_path(recording: UUID) -> Path:
    return part_path(recording).with_suffix(".cast")


def recording_read(recording: UUID) -> bytes:
    """The file, whole lines only. Raises FileNotFoundError where it has gone."""
    data = b""
    for path in (part_path(recording), whole_path(recording)):  # it may be renamed meanwhile
        with suppress(FileNotFoundError):
            data = path.read_bytes()
            break
    else:
        raise FileNotFoundError(recording)
    return data[: data.rfind(b"\n") + 1]


def files_remove(recordings: Iterable[UUID]) -> None:
    for recording in recordings:
        part_path(recording).unlink(missing_ok=True)
        whole_path(recording).unlink(missing_ok=True)


def file_end(recording: UUID) -> None:
    """Stops the recorder that writes it, if any."""
    with suppress(FileNotFoundError):
        part_path(recording).rename(whole_path(recording))


def disk_has_room() -> bool:
    """Makes the folder too."""
    folder: Path = settings.RECORDINGS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free >= free_least


# What the recorder does


def recording_begin(*, session: UUID, machine: str, tab: int) -> Recording | None:
    """The row of a new recording; None where its learner wants none or there is no room, and for a
    group's lab: what others type is not one learner's to keep."""
    row = LabSession.objects.select_related("user").filter(pk=session, group="").first()
    if row is None or not recording_is_on() or not recording_wanted(row.user):
        return None
    if recordings_full(row.user) or recordings_site_full(row.user) or not disk_has_room():
        return None
    return Recording.objects.create(user=row.user, session=row, machine=machine, tab=tab)


def recording_note(*, recording: UUID, seconds: float, size: int, ended: bool, cut: bool) -> None:
    now = timezone.now() if ended else None
    rows = Recording.objects.filter(pk=recording)
    rows.update(seconds=round(seconds, 3), bytes=size, ended_at=now, cut=cut)


# What its learner does


@transaction.atomic
def recording_choice_set(*, user: User, recorded: bool) -> None:
    """From now on. Recordings that run are ended where they are no longer wanted."""
    RecordingChoice.objects.update_or_create(user=user, defaults={"recorded": recorded})
    if not recorded:
        running = Recording.objects.filter(user=user, ended_at=None)
        for recording in running.values_list("pk", flat=True):
            file_end(recording)
        running.update(ended_at=timezone.now())


def recordings_delete(rows: QuerySet[Recording]) -> int:
    """Removes rows and files; how many. A tab that is being recorded is not recorded further."""
    with transaction.atomic():
        ids = list(rows.values_list("pk", flat=True))
        Recording.objects.filter(pk__in=ids).delete()
        # Files last: one that is left without a row is found by the keeper, a row without a file
        # would be on the learner's page.
        transaction.on_commit(lambda: files_remove(ids))
    return len(ids)


# Hooks of accounts: settings.GUEST_MERGERS, ACCOUNT_ENDERS, ACCOUNT_EXPORTERS


def guest_merge(*, guest: User, into: User) -> None:
    """Recordings go with their sessions; a guest's wish not to be recorded is kept."""
    Recording.objects.filter(user=guest).update(user=into)
    if not recording_wanted(guest):
        RecordingChoice.objects.update_or_create(user=into, defaults={"recorded": False})


def account_end(*, user: User) -> None:
    recordings_delete(Recording.objects.filter(user=user))


def account_files(*, user: User) -> Iterator[tuple[str, bytes]]:
    """Each recording's name in an export, and its asciicast."""
    for row in recordings_of(user):
        with suppress(FileNotFoundError):
            name = f"recordings/{row.session.lab}-{row.machine}-{row.tab}-{row.pk}.cast"
            yield name, recording_read(row.pk)


# What the keeper does


def recordings_expire(now: datetime) -> int:
    """Removes what is older than RECORDING_DAYS, rows without files, and files without rows; how
    many recordings were removed. With RECORDING_DAYS=0 all are. What has no end gets one."""
    old = Q(started_at__lt=now - timedelta(days=settings.RECORDING_DAYS))
    removed = 0
    while True:
        some = Recording.objects.filter(old).order_by("started_at").values_list("pk", flat=True)
        count = recordings_delete(Recording.objects.filter(pk__in=list(some[:batch])))
        removed += count
        if count < batch:
            break
    removed += orphans_remove(now)
    unended_end(now)
    if removed:
        log.info("%d recordings removed", removed)
    return removed


def orphans_remove(now: datetime) -> int:
    """What a crash between row and file has left."""
    folder: Path = settings.RECORDINGS_DIR
    before = now - orphan_age
    files: dict[UUID, float] = {}
    if folder.is_dir():
        for path in folder.iterdir():
            with suppress(ValueError, FileNotFoundError):  # not ours; gone meanwhile
                files[UUID(path.stem)] = path.stat().st_mtime
    rows = dict(Recording.objects.values_list("pk", "started_at"))
    lost_files = [
        each for each, at in files.items() if each not in rows and at < before.timestamp()
    ]
    files_remove(lost_files)
    lost_rows = [each for each, at in rows.items() if each not in files and at < before]
    Recording.objects.filter(pk__in=lost_rows).delete()
    return len(lost_files) + len(lost_rows)


def unended_end(now: datetime) -> None:
    """Writes down the end of recordings whose web process died before it could."""
    over = Q(session__state=LabState.ENDED, session__ended_at__lt=now - orphan_age)
    for row in Recording.objects.filter(over, ended_at=None)[:batch]:
        file_end(row.pk)
        with suppress(FileNotFoundError, ValueError, IndexError):
            data = recording_read(row.pk)
            row.seconds = json.loads(data.splitlines()[-1])[0] if data.count(b"\n") > 1 else 0.0
            row.bytes = len(data)
        recording_note(
            recording=row.pk, seconds=row.seconds, size=row.bytes, ended=True, cut=row.cut
        )
