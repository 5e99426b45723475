from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labs", "0010_task_digest")]

    operations = [
        migrations.AddField(
            model_name="taskresult",
            name="device",
            field=models.CharField(blank=True, default="", max_length=8),
        )
    ]
