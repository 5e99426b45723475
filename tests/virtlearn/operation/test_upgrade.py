"""Data of an earlier version, as its own code wrote it, under this one."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.virtlearn.operation.backup.conftest import Installation

pytestmark = pytest.mark.slow("makes all migrations from the first on")

data = Path(__file__).parent / "data"
course = """
from django.test import Client
from lessons.models import Course
from virtlearn.people.models import User
client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.get(username="ana"))
pages = ["/en/courses/small/", "/en/courses/small/lessons/first/", "/es/account/"]
print(*[client.get(page).status_code for page in pages], Course.objects.get().current_by_setup)
"""


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        # Not SQLite's own table, which has a row for each table that ever had one.
        query = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
        names = [name for (name,) in database.execute(query)]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }


@pytest.mark.parametrize("former", sorted(path.name for path in data.glob("version-*.sql.gz")))
def test_every_row_is_still_there_and_its_pages_open(tmp_path: Path, former: str) -> None:
    site = Installation(tmp_path / "var")
    path = site.var / "db.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress((data / former).read_bytes()).decode())
    before = counts(path)
    assert sum(bool(count) for name, count in before.items() if not name.startswith("django")) > 20
    process = site.popen("-m", "virtlearn.serving")
    said, _ = process.communicate(timeout=60)
    assert "manage.py migrate" in said  # not served before it is set up

    site.manage("migrate", "-v", "0")
    site.manage("collectstatic", "--no-input", "-v", "0")
    site.manage("migrate", "--check", "-v", "0")  # nothing of the newest state is missing
    after = counts(path)
    grown = {"django_migrations", "django_content_type", "auth_permission"}
    assert {name: after[name] for name in before.keys() - grown} == {
        name: before[name] for name in before.keys() - grown
    }
    # An instructor chose what is shown: set-up leaves it alone.
    assert site.shell(course) == "200 200 200 False"
