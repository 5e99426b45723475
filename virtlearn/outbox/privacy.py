"""What is kept of people by the outbox."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from virtlearn.people.privacy.registry import model_privacy

privacy = [
    model_privacy(
        "outbox.OutboxItem",
        person="person",
        what=_("messages to other systems"),
        export="kind title state created_at done_at",
        erase="id line target person payload due_at tried_at tries fault said",
    ),
]
