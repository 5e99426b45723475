"""Every setting that is read is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

root = Path(settings.BASE_DIR)


# Read by processes without Django, which know no settings.
elsewhere = ("labs/engines/broker/__main__.py", "virtlearn/operation/restart.py")


def read_names() -> set[str]:
    source = (root / "virtlearn" / "settings.py").read_text()
    found = set(re.findall(r'env_\w+\(\s*"([A-Z_]+)"', source)) - {"COURSE_PREVIEW"}
    for path in elsewhere:
        found |= set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', (root / path).read_text()))
    return found


def test_every_setting_is_documented() -> None:
    table = (root / "docs" / "settings.md").read_text()
    documented = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert documented == read_names()


def test_every_setting_is_in_the_example() -> None:
    example = (root / ".env.example").read_text()
    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == read_names()
