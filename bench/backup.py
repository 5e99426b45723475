"""A backup of 10,000 attempts and 100 recordings, made in the process that has the database open.

Floor: tar and gzip alone over the same files, at the same level.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from bench.figure import Figure, in_turns
from bench.here import django_ready, folder

names = ("backup_s",)
attempts, recordings = 10_000, 100
recording_bytes = 200_000
learners = 30
rounds = 3


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure."""
    django_ready()
    from django.db import connection

    files = furnish()
    value, floor = in_turns(made, lambda: archived(files), rounds)
    yield Figure(names[0], value, "s", floor, rounds, connection.vendor)


def furnish() -> list[Path]:
    """Fill the database and the folder of recordings; give the files that a backup is of."""
    from django.conf import settings
    from django.db import connection

    from lessons.models import Attempt
    from virtlearn.people.models import User

    people = User.objects.bulk_create(
        User(username=f"backup-{number}") for number in range(learners)
    )
    each = attempts // learners + 1
    Attempt.objects.bulk_create(
        (
            Attempt(
                user=person,
                course="containers-vs-kvm",
                lesson=f"lesson-{number % 10}",
                question=f"question-{number}",
                number=1,
                language="en",
                answer=["a", "c"],
                order=["c", "a", "b"],
                fraction=0.5,
                points=0.5,
                correct=False,
            )
            for person in people
            for number in range(each)
        ),
        batch_size=1000,
    )
    kept = Path(settings.RECORDINGS_DIR)
    kept.mkdir(parents=True, exist_ok=True)
    drawn = random.Random(1)
    for number in range(recordings):
        lines: list[str] = []
        size = 0
        while size < recording_bytes:
            lines.append(f'[{len(lines) / 20:.3f}, "o", "{drawn.getrandbits(256):x}\\r\\n"]\n')
            size += len(lines[-1])
        (kept / f"bench-{number}.cast").write_text("".join(lines))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = Path(settings.DATABASES["default"]["NAME"])
    return [database, *sorted(kept.glob("bench-*.cast"))]


def made() -> float:
    """Seconds of one backup."""
    from virtlearn.operation.backup.services import backup_make

    target = folder() / "bench-backup.tar.gz"
    began = time.perf_counter()
    backup_make(target)
    took = time.perf_counter() - began
    target.unlink()
    return took


def archived(files: list[Path]) -> float:
    """Seconds of tar and gzip over the same files."""
    target = folder() / "bench-floor.tar.gz"
    command = ["tar", "--create", "--use-compress-program=gzip -6", f"--file={target}"]
    began = time.perf_counter()
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
    took = time.perf_counter() - began
    target.unlink()
    return took
