from __future__ import annotations

import json
from typing import Any

import msgspec
from django.db import migrations, models
from django.db.models import F

from labs.spec.definition import LabSpec
from labs.spec.digest import task_digest
from lessons.quizzes.digest import question_digest


def bodies(apps: Any, revision: int, kind: str, slug: str) -> dict[str, list[dict[str, Any]]]:
    """Language → the parts of a page, as they are stored."""
    pages = apps.get_model("lessons", "Page").objects.filter(
        revision_id=revision, kind=kind, slug=slug
    )
    return {page.language: json.loads(bytes(page.body)).get("parts", []) for page in pages}


def attempts_fill(apps: Any, schema_editor: Any) -> None:
    """Gives answers whose revision is still there the digest of what they answer."""
    Attempt = apps.get_model("lessons", "Attempt")
    lessons = Attempt.objects.filter(revision__course__slug=F("course")).order_by()
    for revision, lesson in list(lessons.values_list("revision", "lesson").distinct()):
        texts: dict[str, dict[str, Any]] = {}
        for language, parts in bodies(apps, revision, "lesson", lesson).items():
            for part in parts:
                if part.get("type") == "question":
                    question = part["question"]
                    texts.setdefault(question["id"], {})[language] = question
        for name, by_language in texts.items():
            Attempt.objects.filter(revision_id=revision, lesson=lesson, question=name).update(
                digest=question_digest(by_language)
            )


def results_fill(apps: Any, schema_editor: Any) -> None:
    """The same for results of tasks, whose texts are in the guides of courses."""
    TaskResult = apps.get_model("labs", "TaskResult")
    LabSession = apps.get_model("labs", "LabSession")
    Revision = apps.get_model("lessons", "Revision")
    sessions = LabSession.objects.order_by()
    for course, lab, digest in list(sessions.values_list("course", "lab", "revision").distinct()):
        revision = Revision.objects.filter(course__slug=course, digest=digest).first()
        same = sessions.filter(course=course, lab=lab, revision=digest)
        first = same.first()
        if revision is None or first is None:
            continue
        try:
            spec = msgspec.convert(first.spec_json, LabSpec)
        except msgspec.ValidationError:
            continue  # of a version that described labs otherwise
        guides = bodies(apps, revision.pk, "guide", lab)
        for task in spec.tasks:
            texts = {
                language: [
                    text
                    for part in parts
                    if part.get("type") == "task" and part["task"] == task.id
                    for text in (part["html"], *part.get("hints", ()))
                ]
                for language, parts in guides.items()
            }
            TaskResult.objects.filter(session__in=same, task=task.id).update(
                digest=task_digest(spec, task, first.scripts, texts)
            )


class Migration(migrations.Migration):
    dependencies = [("lessons", "0009_assignments"), ("labs", "0010_task_digest")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="attempt",
            name="device",
            field=models.CharField(
                blank=True,
                choices=[("touch", "Touch screen"), ("desk", "Mouse or touchpad")],
                default="",
                max_length=8,
            ),
        ),
        migrations.RunPython(attempts_fill, migrations.RunPython.noop),
        migrations.RunPython(results_fill, migrations.RunPython.noop),
    ]
