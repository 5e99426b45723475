"""Django system checks of labs' settings."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from labs.engines.registry import engines

# Settings that name a module, what it does, and the one that ships.
modules = (
    ("LAB_PROVIDER", "hands out labs", "lessons.publishing.lab_provider"),
    ("LAB_COURSEWORK", "counts tasks for assignments", "lessons.assignments.lab_tasks"),
)


@register("labs")
def settings_check(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    engine = settings.LAB_ENGINE
    if engine not in engines and not module_exists(engine.rpartition(".")[0]):
        known = ", ".join(name for name in engines if not name.startswith("fake"))
        found.append(
            Error(
                f"LAB_ENGINE is {engine!r}, which is no engine.",
                hint=f"Write one of: {known}; or the dotted path of a class.",
                id="labs.E001",
            )
        )
    for name, job, usual in modules:
        module = getattr(settings, name)
        if not module_exists(module):
            found.append(
                Error(
                    f"{name} is {module!r}, and no such module can be imported.",
                    hint=f'Write the module that {job}: "{usual}".',
                    id="labs.E002",
                )
            )
    if not re.fullmatch(r"[A-Za-z0-9_.-]{8,64}", settings.DEPLOYMENT_ID):
        found.append(
            Error(
                "DEPLOYMENT_ID must be 8 to 64 letters, digits, '-', '_' or '.'.",
                hint="Unset it: a random one is made and kept in VAR_DIR/deployment-id.",
                id="labs.E003",
            )
        )
    if settings.LABS_PER_USER > settings.LABS_MAX:
        found.append(
            Error(
                "LABS_PER_USER is larger than LABS_MAX.",
                hint="One user may not run more labs than the server.",
                id="labs.E004",
            )
        )
    if engine.startswith("fake") and not settings.DEBUG:
        found.append(
            checks.Warning(
                "LAB_ENGINE is a fake: labs are only pretended.",
                hint="Unset LAB_ENGINE to use Docker.",
                id="labs.W001",
            )
        )
    return found


def module_exists(name: str) -> bool:
    try:
        return bool(name) and find_spec(name) is not None
    except (ImportError, ValueError):
        return False
