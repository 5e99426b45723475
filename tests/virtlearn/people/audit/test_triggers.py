"""The log is not changed by whatever code of the site: the models refuse it, and the database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.conftest import audit_triggers
from virtlearn.people.models import AuditAction, AuditEntry, AuditError

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow("needs the triggers of migrations, which the quick tests do without"),
]


@pytest.fixture
def entry(db: None) -> AuditEntry:
    """With the triggers as the migrations made them; they go with the test's transaction."""
    with connection.cursor() as cursor:
        for sql in audit_triggers:
            cursor.execute(sql)
    return AuditEntry.objects.create(action=AuditAction.CLASS_SEEN, actor=1, subject=2)


def test_a_model_refuses(entry: AuditEntry) -> None:
    entry.actor = 3
    with pytest.raises(AuditError):
        entry.save()
    with pytest.raises(AuditError):
        entry.delete()
    with pytest.raises(AuditError):
        AuditEntry.objects.update(actor=3)
    with pytest.raises(AuditError):
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().actor == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_auditentry SET actor = 3",
        "UPDATE people_auditentry SET action = 'account.seen' WHERE actor = 1",
        "DELETE FROM people_auditentry",
    ],
)
def test_the_database_refuses(entry: AuditEntry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="the audit log is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get().actor == 1


def test_past_the_manager_the_database_refuses_too(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry._base_manager.filter(pk=entry.pk).update(actor=3)


def test_entries_are_added(entry: AuditEntry) -> None:
    AuditEntry.objects.create(action=AuditAction.CLASS_SEEN, actor=1, subject=2)
    assert AuditEntry.objects.count() == 2
