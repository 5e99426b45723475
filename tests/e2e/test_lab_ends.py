"""How a lab that ends by itself looks: the warning, more time, the reason over the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import open_lab, start, stop, type_line
from tests.redteam.learner import Learner, ago, row_set
from tests.site import Site


@pytest.fixture
def bench(browser: Browser, site: Site, console: Console) -> Iterator[Page]:
    context = context_make(browser, site, "en")
    page = context.new_page()
    console.listen(page)
    open_lab(page, "en")
    start(page)
    yield page
    if page.locator("#lab-state[data-state=ready]").count():
        stop(page)
    context.close()


def learner_of(page: Page) -> Learner:
    return Learner({}, page.locator("#lab-state").get_attribute("data-session") or "")


def test_a_lab_is_warned_of_and_its_end_is_explained(bench: Page, site: Site) -> None:
    learner = learner_of(bench)
    warning = bench.locator(".lab-soon")
    expect(warning).to_have_count(0)
    row_set(site, learner, expires_at=ago(minutes=-4))
    expect(warning).to_contain_text("This lab ends soon, and its files with it.")
    expect(bench.locator("[data-announce]")).to_contain_text("This lab ends within 5 minutes")
    bench.locator("form.extend button").click()
    expect(warning).to_have_count(0)

    row_set(site, learner, last_input_at=ago(minutes=14.5))
    expect(warning).to_contain_text("Type something, and the lab goes on.")
    spoken = "Type something, or this lab ends within 1 minute"
    expect(bench.locator("[data-announce]")).to_contain_text(spoken)
    # One time alone stands there: that of the end which comes next.
    expect(bench.locator(".bar-time")).to_contain_text("Ends unless you type")
    left = bench.locator("[data-countdown]").inner_text()
    assert re.fullmatch(r"0:[0-3]\d", left), left
    expect(bench).to_have_title(re.compile(r"^0:\d\d · "))
    row_set(site, learner, last_input_at=ago(minutes=15))
    expect(bench.locator("#lab-state")).to_have_attribute("data-state", "ended")
    reason = "This lab ended after 15 minutes without input."
    expect(bench.locator("#lab-status")).to_contain_text(reason)
    expect(bench.locator(".terminal-panel:visible [role=status]")).to_contain_text(reason)


def test_a_machine_that_died_by_its_memory_is_explained(bench: Page) -> None:
    eater = "(head -c 30000000 /dev/zero; sleep 9) | tail >/dev/null &"
    type_line(bench, f"echo 1000 >/proc/$PPID/oom_score_adj; {eater * 6}")
    reason = "The machine ran out of memory. You can start the lab again."
    expect(bench.locator("#lab-status")).to_contain_text(reason)
    bench.locator("form.start button").click()
    expect(bench.locator("#lab-state")).to_have_attribute("data-state", "ready")
