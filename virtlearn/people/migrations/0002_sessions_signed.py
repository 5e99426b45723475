"""Sessions as Django's own engine stores them: signed, and with its backend.

Until here they were plain JSON. Who is a guest would lose all work with the session.
"""

from __future__ import annotations

import json

from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations

before = "virtlearn.people.backend.Backend"
after = "django.contrib.auth.backends.ModelBackend"


def sign(apps, schema_editor):
    rows = apps.get_model("sessions", "Session").objects
    store = SessionStore()
    for row in rows.iterator():
        try:
            data = json.loads(row.session_data)
        except ValueError:  # signed already
            continue
        if data.get("_auth_user_backend") == before:
            data["_auth_user_backend"] = after
        rows.filter(pk=row.pk).update(session_data=store.encode(data))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(sign, migrations.RunPython.noop, elidable=True)]
