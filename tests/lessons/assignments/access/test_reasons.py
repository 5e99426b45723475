"""Reasons and faults are kept in rows and named by the API: their words may not change."""

from __future__ import annotations

from enum import StrEnum

import pytest

from lessons.assignments.access.reasons import Reason
from lessons.assignments.access.rule import RuleFault


@pytest.mark.parametrize("kinds", [Reason, RuleFault])
def test_each_is_kept_under_its_own_name(kinds: type[StrEnum]) -> None:
    assert [each.value for each in kinds] == [each.name.lower().replace("_", "-") for each in kinds]
