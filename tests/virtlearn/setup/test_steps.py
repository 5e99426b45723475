"""What set-up says before it loads or installs what can't be had."""

from __future__ import annotations

import pytest

from virtlearn.setup.console import SetupError
from virtlearn.setup.steps import room_check, room_mb


def test_nothing_is_loaded_onto_a_disk_without_room() -> None:
    room_check(room_mb)
    with pytest.raises(SetupError, match=f"take {room_mb} MB, and {room_mb - 1} MB are free") as no:
        room_check(room_mb - 1)
    assert "Make room" in no.value.mend
