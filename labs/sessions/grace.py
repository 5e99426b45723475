"""How long a machine that replaces another may be missing."""

from __future__ import annotations

from datetime import timedelta

making_time = timedelta(seconds=60)  # in which a machine that replaces another is made
