"""Copies the whole database to another one, SQLite to PostgreSQL say, and counts every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction

from virtlearn.operation.backup.manifest import BackupError

alias = "copy_target"
batch = 500


def database_copy_to(config: Mapping[str, Any]) -> dict[str, int]:
    """Fills the empty database of `config` with all rows of this one; how many, by table.

    All or nothing: where a count differs, nothing is there. Raises BackupError.
    """
    both = {DEFAULT_DB_ALIAS: dict(settings.DATABASES[DEFAULT_DB_ALIAS]), alias: dict(config)}
    connections.databases[alias] = connections.configure_settings(both)[alias]
    target = connections[alias]
    try:
        call_command("migrate", database=alias, interactive=False, verbosity=0)
        with transaction.atomic(using=alias), transaction.atomic():
            if models_filled := [each for each in models_copied() if is_filled(each)]:
                raise BackupError(
                    f"that database is not empty: it has rows of {models_filled[0]._meta.label}"
                )
            counts = {model._meta.db_table: model_copy(model) for model in models_copied()}
            for statement in target.ops.sequence_reset_sql(no_style(), list(models_copied())):
                with target.cursor() as cursor:
                    cursor.execute(statement)
        return counts
    except (DatabaseError, ImproperlyConfigured) as error:
        raise BackupError(f"it could not be copied: {error}".strip()) from error
    finally:
        target.close()
        del connections[alias], connections.databases[alias]


def models_copied() -> Iterator[type[models.Model]]:
    """Every table that belongs to a model, those between two models too."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def is_filled(model: type[models.Model]) -> bool:
    """Of what migrations put there themselves nothing counts: it is replaced."""
    if model._meta.app_label in {"contenttypes", "auth"}:
        model._base_manager.using(alias).all().delete()
        return False
    return bool(model._base_manager.using(alias).exists())


def model_copy(model: type[models.Model]) -> int:
    rows = model._base_manager.using(DEFAULT_DB_ALIAS).order_by("pk").iterator(chunk_size=batch)
    for row in rows:
        # As it is, as loaddata does it: no default, no time of now is put in its place.
        row.save_base(raw=True, force_insert=True, using=alias)
    here = model._base_manager.using(DEFAULT_DB_ALIAS).count()
    there = model._base_manager.using(alias).count()
    if here != there:
        raise BackupError(f"{model._meta.db_table} has {here} rows here and {there} there")
    return there
