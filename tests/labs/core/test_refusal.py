"""Every refusal has a text in each language that says what happened and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from labs.core.refusal import LabRefusedError, RefusalCode

values: dict[str, Any] = {"limit": 2, "count": 3, "runtime": "runsc"}


@pytest.mark.parametrize("code", list(RefusalCode))
def test_the_texts_are_translated_and_say_what_to_do(code: RefusalCode) -> None:
    refused = LabRefusedError(code, **values)
    said = {}
    for language in ("en", "es"):
        with override(language):
            said[language] = refused.message
            way_on = str(code.way_on)
            assert way_on.endswith(".")
            assert refused.message.endswith(way_on)
            assert "%" not in refused.message
    assert said["en"] != said["es"]


def test_numbers_and_names_stand_in_them() -> None:
    with override("en"):
        one = LabRefusedError(RefusalCode.USER_LIMIT, limit=1).message
        two = LabRefusedError(RefusalCode.USER_LIMIT, limit=2).message
        assert one.startswith("You can run 1 lab at a time.")
        assert two.startswith("You can run 2 labs at a time.")
        runtime = LabRefusedError(RefusalCode.RUNTIME, runtime="runsc", detail="none here")
        assert "runsc" in runtime.message
        assert runtime.refusal.detail == "none here"
