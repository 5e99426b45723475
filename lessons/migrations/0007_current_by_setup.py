from __future__ import annotations

from typing import Any

from django.db import migrations, models


def chosen_by_nobody(apps: Any, schema_editor: Any) -> None:
    """Until now set-up published at every start: what is newest and named no one was its choice."""
    Course = apps.get_model("lessons", "Course")
    for course in Course.objects.filter(current_by=None).exclude(current=None):
        newest = course.revisions.order_by("-published_at").first()
        if newest is not None and newest.pk == course.current_id:
            Course.objects.filter(pk=course.pk).update(current_by_setup=True)


class Migration(migrations.Migration):
    dependencies = [("lessons", "0006_course_tests")]

    operations = [
        migrations.AddField(
            model_name="course",
            name="current_by_setup",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(chosen_by_nobody, migrations.RunPython.noop),
    ]
