"""One number says which VirtLearn this is, wherever it stands, and what changed with it."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from virtlearn.version import version


def test_pages_health_and_package_name_the_same(client: Client, instructor_client: Client) -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == version
    assert f"Version {version}." in client.get("/en/").content.decode()
    assert f"Versión {version}." in client.get("/es/").content.decode()
    assert instructor_client.get("/healthz").json()["version"] == version


heading = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)


def sections() -> dict[str, tuple[str, str]]:
    """By version: its date, and what CHANGELOG.md says of it."""
    parts = heading.split((settings.BASE_DIR / "CHANGELOG.md").read_text())[1:]
    found = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return {number: (day or "", text) for number, day, text in found}


def released() -> list[str]:
    return [number for number in sections() if number != "Unreleased"]


def test_the_changelog_begins_with_this_version() -> None:
    assert next(iter(sections())) == "Unreleased"
    assert released()[0] == version
    days = [date.fromisoformat(sections()[number][0]) for number in released()]
    assert days == sorted(days, reverse=True)
    numbers = [tuple(map(int, number.split("."))) for number in released()]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("number", released())
def test_each_version_says_what_an_operator_has_to_do(number: str) -> None:
    _day, text = sections()[number]
    said = text.partition("### Upgrading\n")[2].partition("\n### ")[0]
    assert said.strip()


def test_an_upgrade_from_each_former_version_is_tested() -> None:
    """tests/virtlearn/operation/test_upgrade.py takes all that there are to the newest state."""
    data = settings.BASE_DIR / "tests/virtlearn/operation/data"
    kept = {path.name.removesuffix(".sql.gz") for path in data.glob("version-*.sql.gz")}
    assert kept == {f"version-{number.rpartition('.')[0]}" for number in released()[1:]}


@pytest.mark.django_db
def test_the_footer_leads_to_what_changed(client: Client) -> None:
    page = client.get("/es/").content.decode()
    assert f'<a href="/es/changes/">Versión {version}.</a>' in page
    shown = client.get("/es/changes/").content.decode()
    assert "Qué ha cambiado" in shown
    for number in released():
        assert f"<h2>[{number}] - {sections()[number][0]}</h2>" in shown
    assert 'href="docs/' not in shown
    assert client.post("/en/changes/").status_code == 405
