"""What a backup says of itself, and which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtlearn.operation.backup.archive import settings_shown
from virtlearn.operation.backup.manifest import (
    BackupError,
    File,
    Manifest,
    files_fault,
    manifest_read,
    schema_fault,
)
from virtlearn.operation.backup.retention import keep_read, kept

manifest = Manifest(
    format=1,
    version="9.9.9",
    made_at="2026-11-29T12:00:00+00:00",
    vendor="sqlite",
    migrations=["labs.0001_initial", "lessons.0001_initial"],
    rows={"people_user": 3},
    settings={},
    files={"a": File("1" * 64, 5), "b": File("2" * 64, 0)},
)


def test_it_is_read_as_it_was_written() -> None:
    assert manifest_read(msgspec.json.encode(manifest)) == manifest


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "can't be read"),
        (b"[]", "can't be read"),
        (b'{"format": 1}', "can't be read"),
        (
            msgspec.json.encode(msgspec.structs.replace(manifest, format=2)),
            "restore it with VirtLearn 9.9.9",
        ),
    ],
)
def test_what_is_no_manifest_is_said_to_be_none(data: bytes, words: str) -> None:
    with pytest.raises(BackupError, match=words):
        manifest_read(data)


def test_only_a_newer_schema_is_refused() -> None:
    known = ["labs.0001_initial", "labs.0002_more", "lessons.0001_initial"]
    assert schema_fault(manifest, known) == ""
    assert "newer" in schema_fault(manifest, known[:2])
    assert "lessons.0001_initial" in schema_fault(manifest, known[:2])


def test_every_file_must_be_what_it_was() -> None:
    files = dict(manifest.files)
    assert files_fault(manifest, files) == ""
    assert files_fault(manifest, {"a": files["a"]}) == "b is missing"
    assert "of another digest" in files_fault(manifest, {**files, "b": File("3" * 64, 0)})
    assert "of another digest" in files_fault(manifest, {**files, "b": File("2" * 64, 1)})
    assert files_fault(manifest, {**files, "c": File("", 0)}) == "c is not in the manifest"


def test_no_secret_is_shown() -> None:
    shown = settings_shown(
        {
            "SECRET_KEY": "xyzzy",
            "EMAIL_HOST_PASSWORD": "xyzzy",
            "DATABASE_URL": "postgres://site:xyzzy@db.example.org/site",
            "PORT": "8000",
        }
    )
    assert "xyzzy" not in str(shown)
    assert shown["PORT"] == "8000"
    assert shown["DATABASE_URL"] == "postgres://(secret)@db.example.org/site"


def test_what_is_kept_is_read() -> None:
    assert keep_read("7d,4w, 6m") == {"d": 7, "w": 4, "m": 6}
    for wrong in ("", "7", "d7", "7h", "0d", "7d;4w", "7d,", "-1d"):
        with pytest.raises(ValueError, match="write numbers"):
            keep_read(wrong)


def test_of_each_period_the_newest_stays() -> None:
    now = datetime(2026, 11, 29, 3, tzinfo=UTC)
    daily = {now - timedelta(days=each) for each in range(400)}
    twice = {at - timedelta(hours=1) for at in daily}
    found = sorted(kept(daily | twice, {"d": 7, "w": 4, "m": 6}), reverse=True)
    assert found[:7] == [now - timedelta(days=each) for each in range(7)]
    assert all(at in daily for at in found)
    weeks = {at.strftime("%G-%V") for at in found}
    months = {at.strftime("%Y-%m") for at in found}
    assert len(weeks) >= 4
    assert months == {"2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"}
    assert len(found) <= 7 + 4 + 6


moments = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(st.sets(moments, max_size=60), st.dictionaries(st.sampled_from("dwmy"), st.integers(1, 9)))
def test_the_newest_always_stays_and_never_more_than_was_asked_for(
    times: set[datetime], keep: dict[str, int]
) -> None:
    found = kept(times, keep)
    assert found <= times
    if times:
        assert max(times) in found
    assert len(found) <= sum(keep.values()) + 1
