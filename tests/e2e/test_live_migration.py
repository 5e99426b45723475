"""A counter is watched in one terminal while its virtual machine is moved from another."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import stop_press
from tests.e2e.twins import page_back_to, see, type_line
from tests.site import Site

lab = "/en/courses/containers-vs-kvm/labs/live-migration/"
machine = "hyper"
boot_seconds = 180.0  # Linux under TCG, where many tests run at once


def test_a_counter_goes_on_while_its_machine_is_moved(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 1400, "height": 900})
    page = context.new_page()
    console.listen(page)
    page.goto(lab)
    page.locator("form.start button").click()
    see(page, machine, r"learner@lab", seconds=120)
    expect(page.locator(f"[data-machine={machine}] .badge")).to_contain_text(re.compile("TCG|KVM"))

    type_line(page, machine, "vm start one && vm console one")
    see(page, machine, r"ready after(.|\n)*root@one", seconds=boot_seconds)
    gap = page.locator("#chart-gap")
    expect(gap).to_contain_text("not measured yet")
    type_line(page, machine, "tick")
    see(page, machine, r"tick ([5-9]|\d\d+)\s")
    expect(page.locator("#task-counter")).to_have_class("task done")

    page.get_by_role("button", name="Another terminal of hyper").click()
    see(page, machine, r"learner@lab")
    type_line(page, machine, "vm migrate one")
    see(page, machine, r"downtime +\d+ ms(.|\n)*learner@lab", seconds=120)
    page.get_by_role("tab").first.click()
    # It counts on meanwhile, so that the line may have scrolled away.
    shown = page_back_to(page, machine, r"now process 2(.|\n)*tick \d+")
    seam = re.search(r"tick (\d+)\s+-- now process[^\n]*\n\s*tick (\d+)", shown)
    assert seam is None or int(seam[2]) == int(seam[1]) + 1  # None: a line was cut in two
    expect(page.locator("#task-moved")).to_have_class("task done")
    expect(page.locator("#chart-ticks circle").first).to_be_visible()
    # The gap is drawn without a reload, with a table whose opening outlasts the next drawing.
    expect(gap.locator("svg rect.bar").first).to_be_visible()
    expect(gap.locator("svg[role=img]")).to_have_attribute("aria-label", re.compile(r"\d ms"))
    gap.locator("summary").click()
    page.locator("#lab-state form[action$='/check/'] button").click()
    expect(gap.locator("tbody td").first).to_contain_text("ms")
    expect(gap.locator("details")).to_have_attribute("open", "")

    type_line(page, machine, "~.")
    see(page, machine, r"tick \d+\s(.|\n)*learner@lab:~\$\s*$")
    stop_press(page)
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")
    context.close()
