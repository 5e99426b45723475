"""One claim from prediction to comparison: its lab beside the text, its figure without a reload."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.lab import stop_press
from tests.e2e.test_pages import examine
from tests.site import Site

lesson = "kernel-boundary"
# Five who agreed to show what they measured.
people = f"""
from labs.models import Measurement
from lessons.models import FiguresShared
from virtlearn.people.models import User
for number in range(5):
    user = User.objects.create(username=f"classmate-{{number}}")
    FiguresShared.objects.create(user=user)
    Measurement.objects.create(
        user=user, course="{course.slug}", lab="whose-kernel", key="kernel.uptime",
        value=90000 * (number + 1), unit="s", measured_on="container on runc, Docker",
    )
"""


@pytest.fixture(scope="module")
def classmates(site: Site) -> None:
    site.command("shell", "-c", people)


def test_a_prediction_is_shown_whatever_is_pressed_meanwhile(reader: Page, language: str) -> None:
    reader.goto(f"/{language}/courses/{course.slug}/lessons/{lesson}/")
    region = reader.locator("#experiment-whose-kernel-runs")
    region.locator("input[value=longer]").check()
    region.locator("label", has=reader.locator("input[value=as-long]")).hover()
    reader.mouse.down()
    region.locator(".predict-form button:not([name])").press("Enter")
    expect(region.locator(".predicted")).to_be_visible()
    reader.mouse.up()


@pytest.mark.usefixtures("classmates")
def test_predict_run_compare(
    browser: Browser, site: Site, console: Console, screenshots: Path
) -> None:
    context = context_make(
        browser, site, "en", viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/courses/{course.slug}/lessons/{lesson}/")
    region = page.locator("#experiment-whose-kernel-runs")
    in_prose = page.locator("[data-measure='kernel.uptime']").first
    expect(in_prose).to_have_text("not measured yet")
    expect(region).to_contain_text("not measured yet")

    elsewhere = page.locator("#count-kernels-answer")
    elsewhere.fill("17")
    region.locator("input[value=as-long]").check()
    region.locator(".predict-form button:not([name])").press("Enter")
    expect(region.locator(".predicted")).to_contain_text("About as long as the container")
    expect(region.locator(".predicted")).to_be_focused()
    expect(elsewhere).to_have_value("17")  # the page was not loaded anew

    region.locator("a[data-beside]").click()
    beside = page.locator("#beside")
    expect(beside).to_be_visible()
    lab = page.frame_locator("#beside iframe")
    expect(lab.locator("form.start button")).to_be_in_viewport()
    lab.locator("form.start button").click()
    expect(lab.locator("#lab-state")).to_have_attribute("data-state", "ready")
    terminal = lab.locator(".terminal-panel:visible .xterm-helper-textarea")
    expect(lab.locator(".xterm-rows").first).to_contain_text("learner@lab")
    expect(lab.locator("#task-read-version h3")).to_be_in_viewport()
    picture(page, screenshots / "claim-beside.png")
    terminal.focus()
    page.keyboard.type("cat /proc/version > ~/kernel.txt\n")
    expect(lab.locator("#task-read-version")).to_have_class(re.compile(r"\bdone\b"))

    # The text has the figure without having been loaded again.
    expect(region.locator(".compare-own strong")).to_contain_text(" s")
    expect(in_prose).to_contain_text("one run; container on runc")
    expect(region.locator(".compare-predicted")).to_contain_text("About as long")
    expect(region.locator(".compare-verdict")).to_contain_text("Your prediction was")
    expect(region.locator(".compare-class")).to_contain_text("5 people")
    expect(region.locator(".comparison .mark.class")).to_have_count(5)
    stop_press(lab)
    expect(lab.locator("#lab-state")).to_have_attribute("data-state", "ended")
    page.locator("[data-beside-close]").click()
    expect(beside).to_be_hidden()
    expect(region.locator("a[data-beside]")).to_be_focused()
    problems = examine(page, "claim-compared-light", screenshots)
    picture(page, screenshots / "claim-region.png")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    problems += examine(page, "claim-compared-dark-phone", screenshots)
    picture(page, screenshots / "claim-region-phone.png")
    page.emulate_media(media="print", color_scheme="light")
    expect(region.locator(".compare-own strong")).to_be_visible()
    expect(region.locator("a[data-beside]")).to_be_hidden()

    # Its own page: consent, and what has been measured.
    page.emulate_media(media="screen", color_scheme="light")
    region.locator(".compare-consent a").click()
    expect(page.locator("table")).to_contain_text("How long the kernel has been running")
    page.locator("form[action$='/share/'] button").click()
    expect(page.locator("main")).to_contain_text("You agreed")
    problems += examine(page, "figures-phone", screenshots)
    page.go_back()
    page.goto(f"/en/courses/{course.slug}/lessons/{lesson}/")
    expect(region.locator(".compare-class")).to_contain_text("6 people")
    context.close()
    assert problems == []
