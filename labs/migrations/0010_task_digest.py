from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("labs", "0009_end_by_room")]

    operations = [
        migrations.AddField(
            model_name="taskresult",
            name=name,
            field=models.CharField(blank=True, default="", max_length=length),
        )
        for name, length in (("digest", 16), ("language", 16), ("accelerator", 8))
    ]
