"""A class in two browsers: its teacher makes it and shows the way in, a guest joins without
scripts and from the keyboard; every page in two widths and themes."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.test_people import fresh, looked_at  # noqa: F401 - a fixture
from tests.site import Site

roster = (
    "name;e-mail;identifier;labels\n"
    "محمد (VM);m@example.org;s1;Gruppe A\n"
    "Nguyễn Thị Ánh;anh@example.org;s2;Gruppe A | B\n"
    "王小明;no-address;s3;\n"
)


def test_a_class_is_made_joined_and_filled(
    browser: Browser,
    fresh: Site,  # noqa: F811
    console: Console,
    screenshots: Path,
) -> None:
    site = fresh
    link = re.search(r"http://\S+/first-run/\S+/", site.command("welcome"))
    assert link
    page = context_make(browser, site, "en", reduced_motion="reduce").new_page()
    console.listen(page)
    page.goto(link[0])
    page.locator("input[name=username]").fill("teacher")
    page.locator("input[name=password]").fill("a-long-enough-password")
    page.locator("main form button").click()
    page.locator(".site-links a[href$='/classes/']").click()
    problems = looked_at(page, "classes-none", screenshots)
    page.locator("a[href$='/classes/new/']").click()
    problems += looked_at(page, "class-new", screenshots)
    page.locator("input[name=name]").fill("Networks 1A")
    page.locator("select[name=time_zone]").select_option("Europe/Berlin")
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text("Networks 1A")
    problems += looked_at(page, "class", screenshots)
    here = page.url
    page.locator("a[href$='/join/']").click()
    problems += looked_at(page, "class-way-in", screenshots)
    code = page.locator(".join-code").inner_text()

    context = context_make(browser, site, "es", java_script_enabled=False)
    pupil = context.new_page()
    pupil.goto("/es/join/")
    pupil.locator("#code").fill(code.lower().replace("-", " "))
    pupil.keyboard.press("Enter")
    expect(pupil.locator("h1")).to_have_text("Networks 1A")
    picture(pupil, screenshots / "class-join-es.png", full_page=True)
    pupil.locator("#name").fill("Łukasz Żółć")
    pupil.keyboard.press("Enter")
    expect(pupil.locator("#messages")).to_contain_text("Ya estás en la clase.")
    expect(pupil.locator(".site-links")).to_contain_text("Clases")

    page.goto(here)
    page.locator("main a[href$='/people/']").first.click()
    page.locator("main a[href$='/roster/']").click()
    page.locator("textarea").fill(roster)
    page.locator("main form button").last.click()
    expect(page.locator("main [role=status]")).to_contain_text("Added: 2.")
    expect(page.locator(".problems")).to_contain_text("CSV:4:")
    problems += looked_at(page, "class-roster", screenshots)
    page.locator("main form button").first.click()
    expect(page.locator("tbody tr")).to_have_count(4)
    problems += looked_at(page, "class-people", screenshots)
    page.locator("select[name=label]").first.select_option(label="Gruppe A")
    page.locator(".filters button").first.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto(f"{here}people/")
    page.get_by_role("link", name="Łukasz Żółć").click()
    problems += looked_at(page, "class-person", screenshots)
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#messages")).to_contain_text("Łukasz Żółć is removed.")
    pupil.reload()
    expect(pupil.locator("h1")).not_to_have_text("Networks 1A")
    page.goto(f"{here}revision/")
    problems += looked_at(page, "class-revision", screenshots)
    page.goto(f"{here}settings/")
    problems += looked_at(page, "class-settings", screenshots)
    page.goto(f"{here}labels/")
    problems += looked_at(page, "class-labels", screenshots)
    assert not problems
