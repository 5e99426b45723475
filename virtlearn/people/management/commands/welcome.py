"""`manage.py welcome`: where the site is, and the first head's link while there is none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from virtlearn.core.openable import openable
from virtlearn.people.first_run import first_run_token


class Command(BaseCommand):
    help = "Says where the site is served and how the first head is made."

    def handle(self, *args: Any, **options: Any) -> None:
        site = openable(settings.HOST, settings.PORT)
        self.stdout.write(f"\nThe course: {site}{settings.SITE_PATH}")
        if token := first_run_token():
            link = reverse("first_run", args=[token])
            self.stdout.write(f"No head yet. To become the first one: {site}{link}")
        self.stdout.write("Stop with Ctrl+C.\n\n")
