"""Figures say whose word they are; what checks report no longer begins as the platform's keys do."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

renamed = {
    "start.process": "launch.process",
    "start.process.guest": "launch.process.guest",
    "start.unshare": "launch.unshare",
    "start.boot": "launch.boot",
    "start.sector": "launch.sector",
    "memory.limit": "cgroup.memory_limit",
    "memory.oom_kills": "cgroup.oom_kills",
    "memory.host": "host.memory",
    "memory.meminfo": "host.meminfo",
    "memory.rss_each": "process.rss",
    "memory.pss_each": "process.pss",
    "memory.guest_total": "guest.memory_total",
    "memory.guest_free": "guest.memory_free",
}
platform = (
    Q(key__startswith="platform.") | Q(key__startswith="start.") | Q(key__startswith="memory.")
)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was kept before could be written by the learner's own programs: it is called so."""
    rows = apps.get_model("labs", "Measurement").objects.using(schema_editor.connection.alias)
    for old, new in renamed.items():
        rows.filter(key=old).update(key=new)
    rows.filter(platform).update(source="platform")


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("labs", "Measurement").objects.using(schema_editor.connection.alias)
    for old, new in renamed.items():
        rows.filter(key=new).update(key=old)


class Migration(migrations.Migration):
    dependencies = [("labs", "0006_check_asked_at")]

    operations = [
        migrations.AddField(
            model_name="measurement",
            name="source",
            field=models.CharField(
                choices=[
                    ("platform", "Measured by the platform"),
                    ("check", "Measured by a check"),
                    ("machine", "Reported by the learner's machine"),
                ],
                default="machine",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="taskresult",
            name="trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    ("engine", "The machine did not answer."),
                    ("timeout", "It took too long and was stopped."),
                    ("script", "It ended with an error of its own."),
                    ("unreadable", "It may not read what is in your home directory."),
                ],
                default="",
                max_length=16,
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
