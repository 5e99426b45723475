from __future__ import annotations

import pytest
from django.conf import LazySettings

from labs.provisioning.system_checks import settings_check


def ids() -> list[str | None]:
    found = settings_check()
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_the_settings_that_ship_are_right() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("LAB_ENGINE", "spaceship", "labs.E001"),
        ("LAB_ENGINE", "no.such.module.Engine", "labs.E001"),
        ("LAB_PROVIDER", "no.such.module", "labs.E002"),
        ("LAB_COURSEWORK", "no.such.module", "labs.E002"),
        ("DEPLOYMENT_ID", "", "labs.E003"),
        ("DEPLOYMENT_ID", "has spaces in it", "labs.E003"),
        ("LABS_PER_USER", 99, "labs.E004"),
        ("LAB_ENGINE", "fake", "labs.W001"),
    ],
)
def test_a_wrong_setting_is_named(
    settings: LazySettings, name: str, value: object, wanted: str
) -> None:
    settings.LABS_MAX = 40
    setattr(settings, name, value)
    assert ids() == [wanted]
