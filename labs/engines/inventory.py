"""What an engine has at one moment: the type. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from labs.engines.base import Listed


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine listed, and when it was asked; `listed` is None where it gave no answer.

    `restarted`: the engine was away since it was asked the last time.
    """

    listed: Sequence[Listed] | None
    networks: Sequence[str] = ()
    volumes: Sequence[str] = ()
    at: datetime
    restarted: bool = False
