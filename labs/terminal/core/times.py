"""Times that terminals keep, in seconds: how often who is asked, how long what is waited for."""

from __future__ import annotations

import msgspec


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one hub."""

    # Who may be in, and how the session is
    recheck: float = 20.0  # between two questions whether a viewer may still look
    ask: float = 0.5  # between two questions who may visit
    poll: float = 1.0  # between two questions for warnings and ends
    screens: float = 2.0  # between two looks at screens that somebody else sees
    explain: float = 0.25  # between two questions why a shell has ended, or to end it

    # When checks run
    quiet: float = 0.3  # without output
    patience: float = 2.0  # what never is quiet is looked at all the same
    typing: float = 10.0  # and where somebody types without a pause, after so long
    echo: float = 0.1  # so soon after a letter comes its echo
    busy: float = 0.2  # until another's pass, which saw less than this one would have, may be over
    retry_least: float = 2.0  # until what could not run is tried again
    retry_most: float = 60.0

    # What is shown and kept
    stall: float = 4.0  # a viewer that takes nothing for so long no longer holds the others up
    flush: float = 1.0  # what a process that dies has not written of a recording, at most


usual = Times()
