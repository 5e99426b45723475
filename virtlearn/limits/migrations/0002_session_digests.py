"""Sessions are kept under digests of their keys; who is signed in stays so.

It cannot be undone: from a digest nobody gets the key back.
"""

from __future__ import annotations

import hashlib

from django.db import migrations
from django.db.models.functions import Length

LENGTH = 40  # of a digest; Django's keys are shorter


def digest(apps, schema_editor):
    rows = apps.get_model("sessions", "Session").objects
    keys = rows.annotate(length=Length("session_key")).filter(length__lt=LENGTH)
    for key in list(keys.values_list("session_key", flat=True)):
        kept = hashlib.sha256(key.encode()).hexdigest()[:LENGTH]
        rows.filter(session_key=key).update(session_key=kept)


class Migration(migrations.Migration):
    dependencies = [
        ("limits", "0001_initial"),
        ("people", "0002_sessions_signed"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(digest, migrations.RunPython.noop)]
