"""The first page runs the course's own experiment, live or as it was recorded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make
from tests.e2e.fake_site import FakeSite
from tests.site import Site

sizes = [(1280, 720), (390, 844)]


def screen(page: Page, machine: str) -> str:
    """What stands in a terminal, line by line."""
    rows = page.locator(f"[data-hero-machine={machine}] .xterm-rows > div")
    return "\n".join(rows.all_inner_texts()).replace("\xa0", " ")


def await_in(page: Page, machine: str, text: str) -> None:
    rows = page.locator(f"[data-hero-machine={machine}] .xterm-rows")
    expect(rows).to_contain_text(text)


def test_one_press_crashes_the_machine_and_the_container_ticks_on(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 1280, "height": 720})
    page = context.new_page()
    console.listen(page)
    page.goto("/en/")
    page.get_by_role("button", name="Crash the VM").click()
    await_in(page, "box", "still here")
    await_in(page, "first", "The virtual machine is off.")
    last = re.findall(r"\d\d:\d\d:\d\d", screen(page, "box"))[-1]
    page.wait_for_timeout(2500)
    await_in(page, "box", "still here")
    assert re.findall(r"\d\d:\d\d:\d\d", screen(page, "box"))[-1] > last
    # It is the lab's own session: its page goes on with the same machines.
    page.locator("[data-hero-lab]").click()
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ready")
    context.close()


@pytest.mark.parametrize("size", sizes, ids=["laptop", "phone"])
def test_the_button_and_a_screen_are_seen_at_once(
    browser: Browser, pretended: FakeSite, console: Console, language: str, size: tuple[int, int]
) -> None:
    width, height = size
    context = context_make(
        browser, pretended, language, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    console.listen(page)
    page.goto(f"/{language}/")
    for shown in ("[data-hero-press]", "[data-hero-lab]"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-hero-screen]").first).to_be_in_viewport(ratio=0.5)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    steps = page.locator("ol.way > li").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(steps) == 3
    assert len(set(steps)) in {1, 3}  # beside each other, or below: no hole
    context.close()


def test_machines_that_fail_leave_the_recording(
    browser: Browser, pretended: FakeSite, language: str
) -> None:
    context = context_make(browser, pretended, language)
    page = context.new_page()
    page.route("**/labs/*/start/", lambda route: route.abort())
    page.goto(f"/{language}/")
    box = page.locator("[data-hero-screen]").first
    before = box.bounding_box()
    page.locator("[data-hero-press]").click()
    expect(page.locator(".hero .ap-player")).to_have_count(2)
    note = page.locator("[data-hero-note]")
    expect(note).to_have_text(note.get_attribute("data-failed") or "")
    expect(page.locator("[data-hero-machine=box] .ap-term-text")).to_contain_text("still here")
    assert box.bounding_box() == before
    expect(page.locator("[data-hero-press]")).to_be_enabled()
    context.close()


def test_without_scripts_there_is_a_still_and_a_way_to_the_lab(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    context = context_make(browser, pretended, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto("/en/")
    expect(page.locator("[data-hero-machine=first]")).to_contain_text("The virtual machine is off.")
    expect(page.locator("[data-hero-note]")).to_contain_text("recorded on")
    page.locator("[data-hero-lab]").click()
    assert page.url.endswith(f"/en/courses/{course.slug}/labs/crash/")
    context.close()
