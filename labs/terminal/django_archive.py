"""Archive of recordings for the terminals, on labs.recordings.services; for threads."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError

from labs.core.db_threads import in_thread
from labs.recordings import services
from labs.terminal.core.recorder import TabAddress, Target

env = {"SHELL": "/bin/bash", "TERM": "xterm-256color"}  # as labs/machines/ has them


class DjangoArchive:
    """See `labs.terminal.core.recorder.Archive`."""

    @property
    def limit(self) -> int:
        return settings.RECORDING_MB * services.MB if services.recording_is_on() else 0

    @in_thread
    def begin(self, place: TabAddress) -> Target | None:
        machine, tab = place.machine, place.tab
        try:
            row = services.recording_begin(session=place.session, machine=machine, tab=tab)
        except IntegrityError:  # the account was deleted just now
            return None
        if row is None:
            return None
        title = row.session.title_in(settings.LANGUAGE_CODE)
        return Target(
            id=row.pk,
            part=services.part_path(row.pk),
            whole=services.whole_path(row.pk),
            limit=self.limit,
            title=f"{title} – {machine}, {tab}",
            env=env,
            cut_words="The recording was cut here.",
        )

    @in_thread
    def note(self, target: Target, seconds: float, size: int, *, ended: bool, cut: bool) -> None:
        services.recording_note(
            recording=target.id, seconds=seconds, size=size, ended=ended, cut=cut
        )
