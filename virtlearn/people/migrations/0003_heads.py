"""The role of a head, what whoever makes accounts says of them, and passwords to be changed.

Who was the first instructor of a site is its head from now on: some account has to be.
"""

from django.db import migrations, models


def first_head(apps, schema_editor):
    people = apps.get_model("people", "User").objects
    first = people.filter(role="instructor", is_active=True).order_by("date_joined", "pk").first()
    if first is not None:
        people.filter(pk=first.pk).update(role="head")


def heads_to_instructors(apps, schema_editor):
    apps.get_model("people", "User").objects.filter(role="head").update(role="instructor")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_sessions_signed"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="class_label",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[("learner", "Learner"), ("instructor", "Instructor"), ("head", "Head")],
                default="learner",
                max_length=16,
            ),
        ),
        migrations.RunPython(first_head, heads_to_instructors),
    ]
