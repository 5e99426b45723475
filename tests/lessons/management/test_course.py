"""`manage.py course …`, as it is called."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from lessons.document.source import course_read
from lessons.models import Course, Publication, Revision, RevisionFile
from lessons.publishing import selectors
from tests.lessons.courses import course_change
from tests.site import free_port

manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "course"]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("course", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_check_prints_every_problem_and_needs_no_database(folder: Path) -> None:
    assert "no problems" in run("check", str(folder))
    course_change(folder, "= 64321 :: NUMBERKEY", "= many")
    course_change(folder, "lesson:second", "lesson:third")
    out = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("course", "check", str(folder), stdout=out)
    assert ended.value.returncode == 1
    lines = out.getvalue().splitlines()
    text = (folder / "lessons/01-first/lesson.en.md").read_text().splitlines()
    for words in ("= many", "lesson:third"):
        line = next(number for number, each in enumerate(text, 1) if words in each)
        assert any(each.startswith(f"lessons/01-first/lesson.en.md:{line}: ") for each in lines)
    assert len(lines) >= 8  # both lessons in both languages


def test_check_warns_of_what_is_not_shown_and_succeeds(folder: Path) -> None:
    course_change(folder, "= 64321 :: NUMBERKEY", "= 64321 :: $x$ NUMBERKEY")
    said = run("check", str(folder))
    assert "warning: `$x$` is shown as it stands" in said
    assert said.endswith("no problems\n")


def test_check_from_outside_with_no_database_at_all(folder: Path, tmp_path: Path) -> None:
    course_change(folder, "- [x] The host's", "- [ ] The host's")
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/none/at/all.sqlite3",
        "VAR_DIR": str(tmp_path / "var"),
    }
    done = subprocess.run(
        [*manage, "check", folder.name],
        cwd=folder.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no choice is right" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_set_up_publishes_over_nobody(folder: Path) -> None:
    assert "is shown now" in run("publish", "--setup", str(folder))
    course_change(folder, "= 64321", "= 64322")
    assert "is shown now" in run("publish", "--setup", str(folder))  # a new version ships it
    assert "nothing has changed" in run("publish", "--setup", str(folder))
    second = Course.objects.get().current
    assert second is not None
    RevisionFile.objects.all().delete()  # as an older version left it
    run("publish", "--setup", str(folder))
    assert selectors.revision_files(second) == dict(course_read(folder).files)

    run("rollback", "small", "--message", "The old one")
    assert Publication.objects.first().message == "The old one"  # type: ignore[union-attr]
    first = Course.objects.get().current
    assert "stays" in run("publish", "--setup", str(folder))
    assert Course.objects.get().current == first != second

    course_change(folder, "= 64322", "= 64323")
    assert "is shown now" in run("publish", str(folder))
    mine = Course.objects.get().current
    assert "nothing has changed" in run("publish", "--setup", str(folder))
    course_change(folder, "= 64323", "= 64324")
    assert "stays" in run("publish", "--setup", str(folder))
    assert Course.objects.get().current == mine


@pytest.mark.django_db
def test_publish_list_and_rollback(folder: Path) -> None:
    said = run("publish", str(folder))
    first = Revision.objects.get()
    assert first.digest in said
    assert "is shown now" in said
    assert "nothing has changed" in run("publish", str(folder))
    course_change(folder, "The end.", "The very end.")
    run("publish", str(folder))
    listed = run("list").splitlines()
    assert len(listed) == 2
    assert [line.endswith("shown") for line in listed] == [True, False]
    assert first.digest in run("rollback", "small")
    assert Course.objects.get().current == first
    with pytest.raises(CommandError):
        run("rollback", "small", "ffff")
    with pytest.raises(CommandError):
        run("rollback", "other")


@pytest.mark.django_db
def test_a_bad_course_is_not_published(folder: Path, tmp_path: Path) -> None:
    course_change(folder, "= 64321 :: NUMBERKEY", "= many")
    for path in (folder, tmp_path / "none"):
        with pytest.raises(CommandError):
            run("publish", str(path))
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_a_new_course_works(tmp_path: Path) -> None:
    path = tmp_path / "my-course"
    run("new", str(path))
    assert "no problems" in run("check", str(path))
    assert "my-course" in run("publish", str(path))
    with pytest.raises(CommandError):
        run("new", str(path))


@pytest.mark.slow("serves a course and waits for changes to be seen")
def test_preview_shows_drafts_and_follows_changes(folder: Path, tmp_path: Path) -> None:
    """The whole command: its own database, problems at their place, a new version per change."""
    real = Path(settings.DATABASES["default"]["NAME"])
    port = free_port()
    address = f"http://127.0.0.1:{port}/en/"
    process = subprocess.Popen(
        [*manage, "preview", str(folder), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    before = real.stat().st_mtime_ns if real.is_file() else None
    try:
        assert version(address, process) == 1
        assert "No problems." in get(address)
        lesson = f"{address}courses/small/lessons/first/"
        assert "The end." in get(lesson)
        course_change(folder, "The end.", "The very end, [x](lesson:none).")
        deadline = time.monotonic() + 60
        while version(address, process) == 1 and time.monotonic() < deadline:
            time.sleep(0.2)
        text = get(lesson)
        assert "The very end" in text
        assert 'class="problem"' in text
        assert "lessons/01-first/lesson.en.md:" in text
        (folder / "course.toml").write_text("nonsense = ")
        deadline = time.monotonic() + 60
        while "course.toml:" not in get(address) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "course.toml:" in get(address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert list(tmp_path.glob("virtlearn-preview-*")) == []
    assert (real.stat().st_mtime_ns if real.is_file() else None) == before


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())


def version(address: str, process: subprocess.Popen[bytes]) -> int:
    """What the preview answers, once it answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return int(json.loads(get(f"{address}preview/state/"))["version"])
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                assert process.stdout is not None
                pytest.fail(f"no preview: {process.stdout.read().decode()}")
            time.sleep(0.3)


def test_coverage_ends_with_one_while_something_is_missing(folder: Path) -> None:
    with pytest.raises(CommandError, match="counts no claims"):
        run("coverage", str(folder))
    toml = folder / "course.toml"
    toml.write_text("claims = 2\n" + toml.read_text())
    out = StringIO()
    with pytest.raises(CommandError, match="something is missing: claims 1, 2") as ended:
        call_command("course", "coverage", str(folder), stdout=out)
    assert ended.value.returncode == 1
    assert "0 of 2 claims" in out.getvalue()


@pytest.mark.django_db
def test_without_a_database_it_says_how_to_have_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lessons_course RENAME TO lessons_elsewhere")
    with pytest.raises(CommandError, match="has not been set up"):
        call_command("course", "list", stdout=StringIO())
