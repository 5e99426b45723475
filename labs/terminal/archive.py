"""Where the hub's recorders find files and rows: labs.recordings, from threads."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError

from labs import recordings
from labs.terminal.access import in_thread
from labs.terminal.recorder import Place, Target

env = {"SHELL": "/bin/bash", "TERM": "xterm-256color"}  # as labs/machines/ has them


class DjangoArchive:
    """See `labs.terminal.recorder.Archive`."""

    @property
    def limit(self) -> int:
        return settings.RECORDING_MB * recordings.MB if recordings.recording_is_on() else 0

    @in_thread
    def begin(self, place: Place) -> Target | None:
        machine, tab = place.machine, place.tab
        try:
            row = recordings.recording_begin(session=place.session, machine=machine, tab=tab)
        except IntegrityError:  # the account was deleted just now
            return None
        if row is None:
            return None
        title = row.session.title_in(settings.LANGUAGE_CODE)
        return Target(
            id=row.pk,
            part=recordings.part_path(row.pk),
            whole=recordings.whole_path(row.pk),
            limit=self.limit,
            title=f"{title} – {machine}, {tab}",
            env=env,
            cut_words="The recording was cut here.",
        )

    @in_thread
    def note(self, target: Target, seconds: float, size: int, *, ended: bool, cut: bool) -> None:
        recordings.recording_note(
            recording=target.id, seconds=seconds, size=size, ended=ended, cut=cut
        )
