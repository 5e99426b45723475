"""Backups of PostgreSQL, and the way there from SQLite: against a server of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.cluster import Cluster
from tests.virtlearn.operation.backup.conftest import Installation

pytestmark = pytest.mark.slow("starts PostgreSQL, and manage.py several times")

rows = """
from django.db import connection
from django.utils import timezone
from labs.models import ImageBuild, LabLook
from virtlearn.people.models import User
ana = User.objects.create(username="ana", email="ana@example.org", date_joined="2020-02-02T02:02Z")
LabLook.objects.create(course="c", lab="l", minute="2021-01-01T00:00Z", count=7)
ImageBuild.objects.create(kind="vm", state="failed", detail="ñ", at="2022-02-02T02:02:02.123456Z")
"""
shown = """
from labs.models import ImageBuild, LabLook
from virtlearn.people.models import User
user, look, build = User.objects.get(), LabLook.objects.get(), ImageBuild.objects.get()
print(user.username, user.date_joined.isoformat(), look.count, build.detail, build.at.isoformat())
User.objects.create(username="next")
"""
log_changed = """
from django.db import DatabaseError, connection
from virtlearn.people.models import AuditAction, AuditEntry
AuditEntry.objects.create(action=AuditAction.CLASS_SEEN, actor=1, subject=2)
for change in (
    "UPDATE people_auditentry SET actor = 3",
    "UPDATE people_auditentry SET action = 'account.seen' WHERE actor = 1",
    "DELETE FROM people_auditentry",
    "TRUNCATE people_auditentry",
):
    try:
        connection.cursor().execute(change)
    except DatabaseError as error:
        print("refused:", str(error).splitlines()[0])
entry = AuditEntry.objects.get()
print(f"1 entry, of actor {entry.actor}")
"""
wanted = "ana 2020-02-02T02:02:00+00:00 7 ñ 2022-02-02T02:02:02.123456+00:00"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as running:
        yield running


@pytest.fixture
def postgres(cluster: Cluster, tmp_path: Path) -> Installation:
    """An installation whose database has nothing in it yet."""
    made = Installation(tmp_path / "postgres", cluster.url)
    made.shell(
        "from django.db import connection;"
        "connection.cursor().execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"
    )
    return made


def test_sqlite_moves_to_postgres_row_by_row(
    installation: Installation, postgres: Installation, cluster: Cluster
) -> None:
    installation.shell(rows)
    said = installation.manage("database", "copy", cluster.url)
    assert "1 people_user" in said
    assert "Now set DATABASE_URL" in said
    # The next row gets a key of its own: sequences go on behind what was copied.
    assert postgres.shell(shown) == wanted
    refused = installation.manage("database", "copy", cluster.url, fails=True)
    assert "not empty" in refused
    assert postgres.users() == ["ana", "next"]


def test_a_copy_that_cannot_be_made_says_why(installation: Installation) -> None:
    nowhere = "postgres://nobody@127.0.0.1:1/none"
    assert "could not be copied" in installation.manage("database", "copy", nowhere, fails=True)
    assert "DATABASE_URL" in installation.manage("database", "copy", "nonsense", fails=True)


def test_backup_and_restore(postgres: Installation, tmp_path: Path) -> None:
    postgres.manage("migrate", "-v", "0")
    postgres.shell(rows)
    file = tmp_path / "a.tar.gz"
    assert "postgresql" in postgres.manage("backup", str(file))
    postgres.user("later")
    postgres.manage("restore", str(file))
    assert postgres.shell(shown) == wanted


def test_the_audit_log_is_never_changed_there_either(postgres: Installation) -> None:
    postgres.manage("migrate", "-v", "0")
    said = postgres.shell(log_changed).splitlines()
    assert said == ["refused: the audit log is never changed"] * 4 + ["1 entry, of actor 1"]


def test_one_kind_is_not_restored_into_the_other(
    postgres: Installation, installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "a.tar.gz"
    installation.manage("backup", str(file))
    refused = postgres.manage("restore", str(file), fails=True)
    assert "database copy" in refused
