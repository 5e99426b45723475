"""The page of a lab whose machines are still being made, while the site is served already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import lab
from tests.site import Site

row = """
from django.utils import timezone
from labs.models import ImageBuild
values = dict(state="building", step=6, steps=14, percent=40, at=timezone.now())
ImageBuild.objects.update_or_create(kind="container", defaults=values)
"""


@pytest.fixture
def late(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """A site without images, and the file that brings them."""
    built = tmp_path / "built"
    engine = {"LAB_ENGINE": "tests.e2e.late_engine.LateEngine", "LATE_IMAGES": str(built)}
    with Site(engine) as site:
        yield site, built


def test_it_becomes_startable_without_a_reload(
    late: tuple[Site, Path], browser: Browser, console: Console
) -> None:
    site, built = late
    page = context_make(browser, site, "en").new_page()
    console.listen(page)
    page.goto(f"/en/courses/containers-vs-kvm/labs/{lab}/")
    state = page.locator("#lab-state")
    status = page.locator("#lab-status")
    expect(status).to_contain_text("manage.py lab images")
    expect(status.get_by_role("button", name="Start the lab")).to_have_count(0)

    site.command("shell", "-c", row)
    expect(status).to_contain_text("step 6 of 14")
    expect(status.get_by_role("progressbar", name="Container")).to_have_attribute("value", "40")

    built.touch()
    page.evaluate("window.sameDocument = true")
    start = status.get_by_role("button", name="Start the lab")
    expect(start).to_be_visible()
    expect(page.locator("[data-announce]")).to_contain_text("can be started now")
    assert page.evaluate("window.sameDocument") is True
    start.click()
    expect(state).to_have_attribute("data-state", re.compile("ready|starting"))
    page.context.close()
