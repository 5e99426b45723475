"""Predict before reveal: what gives a claim away is covered until it is predicted or skipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e import course
from tests.e2e.conftest import Console, context_make, picture, visitor
from tests.e2e.fake_site import FakeSite
from tests.e2e.test_pages import examine, rules_of

asked = "whose-kernel-runs"
address = f"courses/{course.slug}/lessons/kernel-boundary/"
other = "kernel-death"
# What the newest guest measures, and five who agreed to show what they measured.
measured = f"""
from labs.models import Measurement
from lessons.models import FiguresShared
from virtlearn.people.models import User
def measure(user, value):
    Measurement.objects.create(
        user=user, course="{course.slug}", lab="whose-kernel", key="kernel.uptime",
        value=value, unit="s", measured_on="container on runc, Docker",
    )
measure(User.objects.order_by("pk").last(), 86000)
for number in range(5):
    user = User.objects.create(username=f"other-{{number}}")
    FiguresShared.objects.create(user=user)
    measure(user, 40000 * (number + 1))
"""


def spoilers(page: Page, claim: str) -> Locator:
    return page.locator(f'data.spoiler[value="{claim}"], section.spoiler[data-claim="{claim}"]')


def everywhere(page: Page, name: str, folder: Path) -> list[str]:
    """What is wrong with the page in both themes, on a desktop and on the narrowest phone."""
    problems = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for pixels in (1280, 320):
            page.set_viewport_size({"width": pixels, "height": 800})
            problems += examine(page, f"{name}-{theme}-{pixels}", folder, rules_of(theme))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return problems


def test_a_prediction_uncovers_its_claim_and_what_gives_it_away(
    browser: Browser, pretended: FakeSite, console: Console, language: str, screenshots: Path
) -> None:
    with visitor(browser, pretended, console, language) as page:
        page.goto(f"/{language}/{address}")
        claim, marks = page.locator(f"#{asked}"), spoilers(page, asked)
        expect(marks).to_have_count(2)
        for mark in marks.all():
            expect(mark.locator("a.cover")).to_be_visible()
            expect(mark.locator("[hidden]")).to_be_hidden()
        expect(claim.locator(".verdict")).to_be_hidden()
        problems = everywhere(page, f"covered-{language}", screenshots)

        marks.first.locator("a.cover").press("Enter")
        expect(claim.locator(".predict-title")).to_be_in_viewport()
        typed = page.locator("#count-kernels-answer")
        typed.fill("17")
        claim.locator("input[value=longer]").focus()
        page.keyboard.press("Space")
        claim.locator(".predict-form button:not([name])").press("Enter")
        expect(claim.locator(".predicted")).to_be_focused()
        expect(claim.locator(".verdict")).to_be_visible()
        expect(page.locator("a.cover[href='#experiment-whose-kernel-runs']")).to_have_count(0)
        for mark in marks.all():
            expect(mark).to_have_text(re.compile(r"\w{4}"))
        expect(typed).to_have_value("17")  # the page was not loaded anew
        expect(spoilers(page, other).first.locator("a.cover")).to_be_visible()
        expect(claim.locator(".predict-form")).to_have_count(0)
        problems += everywhere(page, f"uncovered-{language}", screenshots)

        # A guest's page has no letter of what is still covered.
        page.reload()
        expect(claim.locator(".verdict")).to_be_visible()
        expect(spoilers(page, other).locator("[hidden]")).to_have_count(0)
        expect(page.locator(f"#{other} .verdict")).to_have_count(0)
        page.locator(f"#{other} button[name=skip]").press("Enter")
        expect(page.locator(f"#{other} .predicted")).to_be_focused()
        expect(page.locator(f"#{other} .verdict")).to_be_visible()
        expect(page.locator("a.cover")).to_have_count(0)
        assert problems == []


@pytest.mark.parametrize("skips", [False, True])
def test_without_scripts(
    browser: Browser,
    pretended: FakeSite,
    console: Console,
    skips: bool,
) -> None:
    context = context_make(browser, pretended, "en", java_script_enabled=False)
    page = context.new_page()
    console.listen(page)
    page.goto(f"/en/{address}")
    claim = page.locator(f"#{other}")
    expect(claim.locator(".verdict")).to_be_hidden()
    if skips:
        claim.locator("button[name=skip]").click()
    else:
        claim.locator("input[name=prediction]").fill("soon")
        claim.locator(".predict-form button:not([name])").click()
        expect(claim.locator(".fault")).to_be_visible()
        expect(claim.locator("input[name=prediction]")).to_have_value("soon")
        expect(claim.locator(".verdict")).to_have_count(0)
        claim.locator("input[name=prediction]").fill("0.1")
        claim.locator(".predict-form button:not([name])").click()
    expect(page).to_have_url(re.compile(f"#experiment-{other}$"))
    expect(claim.locator(".verdict")).to_be_visible()
    expect(spoilers(page, other).first).to_contain_text("kernel panic")
    context.close()


def test_a_figure_uncovers_it_and_draws_one_picture(
    browser: Browser, pretended: FakeSite, console: Console, language: str, screenshots: Path
) -> None:
    with visitor(browser, pretended, console, language) as page:
        page.goto(f"/{language}/{address}")
        claim = page.locator(f"#{asked}")
        claim.locator("input[value=as-long]").check()
        claim.locator(".predict-form button:not([name])").click()
        expect(claim.locator(".predicted")).to_be_visible()
        names = measured.replace("other-", f"other-{language}-")
        pretended.manage("shell", "-c", names)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(claim.locator(".comparison .mark.class").nth(4)).to_be_visible()
        expect(claim.locator(".comparison .span.predicted")).to_have_count(1)
        expect(claim.locator(".comparison .mark.own")).to_have_count(1)
        expect(claim.locator(".compare-verdict strong")).to_be_visible()
        expect(claim.locator(".compare-verdict [hx-disable]")).to_be_visible()  # why
        problems = everywhere(page, f"compared-{language}", screenshots)
        claim.scroll_into_view_if_needed()
        picture(page, screenshots / f"picture-{language}.png")
        assert problems == []


def test_a_figure_uncovers_what_nobody_predicted(
    browser: Browser, pretended: FakeSite, console: Console
) -> None:
    with visitor(browser, pretended, console, "en") as page:
        page.goto(f"/en/{address}")
        page.locator(f"#{other} button[name=skip]").click()  # a guest from here on
        expect(page.locator(f"#{other} .predicted")).to_be_visible()
        expect(page.locator(f"#{asked} .verdict")).to_be_hidden()
        pretended.manage("shell", "-c", measured.replace("other-", "other-late-"))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(f"#{asked} .verdict")).to_be_visible()
        expect(page.locator(f"#{asked} .compare-own")).to_be_visible()
        expect(page.locator("a.cover")).to_have_count(0)
