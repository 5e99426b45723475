"""One number says which VirtLearn this is, wherever it stands."""

from __future__ import annotations

import tomllib

from django.conf import settings
from django.test import Client

from virtlearn.version import version


def test_pages_health_and_package_name_the_same(client: Client, instructor_client: Client) -> None:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == version
    assert f"Version {version}." in client.get("/en/").content.decode()
    assert f"Versión {version}." in client.get("/es/").content.decode()
    assert instructor_client.get("/healthz").json()["version"] == version
