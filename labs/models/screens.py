"""What a session's terminals show, while somebody is permitted to see that on a board."""

from __future__ import annotations

from django.db import models

from labs.models.sessions import LabSession


class SharedScreens(models.Model):
    """The last screens of a session's terminals, as long as a board asks for them.

    A page that shows them renews `wanted_until`. Until then the process that holds the terminals
    writes what they show, and nothing is computed after it. `shown` has `labs.core.screen.Screen`
    as JSON, `digest` tells one state of it from another.
    """

    session = models.OneToOneField(
        LabSession, on_delete=models.CASCADE, primary_key=True, related_name="shared_screens"
    )
    wanted_until = models.DateTimeField(db_index=True)
    digest = models.CharField(max_length=12, blank=True)
    shown = models.TextField(default="[]")

    def __str__(self) -> str:
        return f"{self.session_id} until {self.wanted_until}"
