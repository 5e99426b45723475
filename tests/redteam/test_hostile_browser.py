"""W7 in a real browser: whatever an author writes, no script runs and no policy is even touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.lessons.courses import course_write
from tests.redteam.test_hostile_markdown import hostile
from tests.site import free_port, root
from tests.waiting import wait_until


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[str]:
    """A hostile course as its author sees it, problems and all: the address of its lesson."""
    folder = course_write(tmp_path / "small")
    path = folder / "lessons" / "01-first" / "lesson.en.md"
    attacks = [text.replace("alert(1)", "window.pwned=1") for text in hostile]
    path.write_text(path.read_text() + "\n\n" + "\n\n".join(attacks) + "\n")
    port = free_port()
    with (tmp_path / "preview.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "course", "preview", str(folder), "--port", str(port)],
            cwd=root,
            env={**os.environ, "VAR_DIR": str(tmp_path / "var"), "LAB_ENGINE": "fake"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}/en/courses/small/lessons/first/"

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "preview.log").read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except OSError:
            return False

    try:
        wait_until(answers, 120, "the preview")
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def test_w7_nothing_runs(browser: Browser, preview: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(preview)
    page.wait_for_timeout(500)
    assert page.locator("main .prose").count() > 0
    assert page.evaluate("window.pwned") is None
    assert [text for text in said if "Content Security Policy" in text] == []
    host = preview.split("/en/", maxsplit=1)[0]
    assert [url for url in asked if not url.startswith(host)] == []
    for link in page.locator("main a[href]").all():
        assert not (link.get_attribute("href") or "").lower().strip().startswith("javascript")
    page.close()
