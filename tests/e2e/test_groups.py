"""Two members of a group in two browsers, on one machine: a task ticks, and both have it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.lab import done, open_lab, see, start, stop, type_line
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.e2e.test_together import class_made
from tests.site import Site


def member(browser: Browser, site: Site, console: Console, code: str, name: str) -> Page:
    """A learner in a browser of their own, who has joined the class."""
    page = context_make(
        browser, site, "en", viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    ).new_page()
    console.listen(page)
    page.goto(f"/en/join/{code}/")
    page.locator("#name").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Networks 1A")
    return page


def groups_made(page: Page, here: str) -> str:
    """The teacher makes groups that learners choose, and an assignment of the lab in them."""
    page.goto(here)
    page.get_by_role("link", name="Groups that share a machine").click()
    page.get_by_role("link", name="Make groups").click()
    page.locator("input[name=name]").fill("Lab partners")
    page.locator("input[value=choice]").check()
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Lab partners")
    return page.url


def assigned(page: Page, here: str) -> str:
    page.goto(f"{here}assignments/new/")
    page.locator("input[name=title]").fill("Whose kernel, together")
    page.locator("input[name=items][value$='whose-kernel']").first.check()
    page.locator("select[name=group_set]").select_option(label="Lab partners")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Whose kernel, together")
    return page.url


def test_two_members_share_a_machine_and_both_have_what_ticks(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    site = fresh
    teacher, here, code = class_made(browser, site, console)
    ana = member(browser, site, console, code, "Ana")
    ben = member(browser, site, console, code, "Ben")
    of_set = groups_made(teacher, here)
    work = assigned(teacher, here)

    # They choose by the keyboard, and see of other groups only the free places.
    ana.goto(of_set)
    ana.get_by_role("button", name="Open it").focus()
    ana.keyboard.press("Enter")
    expect(ana.locator("main")).to_contain_text("Your group: Group 1")
    ben.goto(of_set)
    expect(ben.locator("main")).to_contain_text("2 places free")
    expect(ben.locator("main")).not_to_contain_text("Ana")
    ben.get_by_role("button", name=re.compile("Join")).focus()
    ben.keyboard.press("Enter")
    expect(ben.locator("main li", has_text="Ana")).to_be_visible()
    assert looked_at(ben, "groups-own", screenshots) == []
    ben.set_viewport_size({"width": 1280, "height": 800})

    # One starts it; the page of the other, which was open, is in without a link or a button.
    open_lab(ben, "en")
    open_lab(ana, "en")
    start(ana)
    expect(ben.locator("#lab-state")).to_have_attribute("data-state", "ready")
    see(ben, "learner@lab")
    for page in (ana, ben):
        expect(page.locator("#people-there li")).to_have_count(2)
        expect(page.locator("#people-there li").first).to_contain_text("Ana")
        expect(page.locator("#people-there li").last).to_contain_text("Ben")
        expect(page.locator(".lab-recordings")).to_have_count(0)
        expect(page.locator("#people-share")).to_have_count(0)
    type_line(ben, "echo from-$((40+2))")
    see(ana, "from-42")

    # A terminal that one opens is in the other's page too.
    ben.locator("[data-tab-add]").click()
    expect(ana.locator("[role=tab]")).to_have_count(2)
    type_line(ben, "echo second-$((40+3))")
    ana.locator("[role=tab]").nth(1).click()
    see(ana, "second-43")
    picture(ana, screenshots / "groups-lab.png")
    ana.locator("[role=tab]").first.click()
    ben.locator("[role=tab]").first.click()

    type_line(ben, "cat /proc/version > ~/kernel.txt")
    for page in (ana, ben):
        expect(page.locator("#task-read-version")).to_have_class(re.compile(r"\bdone\b"))
        assert done(page, "read-version")
    for page in (ana, ben):
        page.goto(work)
        expect(page.locator("main")).to_contain_text("counts with 100 % of its points")

    # The teacher's pages have it for both, and give a grade to both at once.
    teacher.goto(of_set)
    assert looked_at(teacher, "groups", screenshots) == []
    teacher.goto(f"{here}grades/")
    expect(teacher.locator("tbody tr", has_text="Group 1")).to_have_count(2)
    expect(teacher.locator("tbody td a", has_text=re.compile(r"^\s*1\s*$"))).to_have_count(2)
    teacher.locator("tbody tr", has_text="Ana").locator("td a").click()
    teacher.locator("input[name=points]").fill("3")
    teacher.locator("[name=reason]").fill("Shown in class.")
    teacher.locator("#whole").check()
    teacher.get_by_role("button", name="Keep the grade").click()
    teacher.goto(f"{here}grades/")
    expect(teacher.locator("tbody td a", has_text="set by hand")).to_have_count(2)
    teacher.goto(f"{here}board/")
    expect(teacher.locator("tbody tr", has_text="1 of 7 done")).to_have_count(2)

    # Whoever is removed is out at once, though they started it; the other goes on.
    open_lab(ana, "en")
    see(ana, "from-42")
    open_lab(ben, "en")
    see(ben, "from-42")
    teacher.goto(f"{here}people/")
    teacher.get_by_role("link", name="Ana").click()
    teacher.get_by_role("button", name="Remove", exact=True).click()
    expect(ana.locator("#lab-state")).not_to_have_attribute("data-state", "ready")
    type_line(ben, "echo still-$((40+4))")
    see(ben, "still-44")
    assert "still-44" not in ana.content()
    stop(ben)
