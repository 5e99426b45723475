"""A container and a virtual machine side by side; the guest's kernel is crashed."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import stop_press
from tests.e2e.twins import page_back_to, see, type_line
from tests.site import Site

lab = "/en/courses/containers-vs-kvm/labs/two-kernels/"
boot_seconds = 120.0  # where many tests have just run, and nothing waits in a pool


def test_one_kernel_dies_and_the_neighbour_goes_on(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 1500, "height": 900})
    page = context.new_page()
    console.listen(page)
    page.goto(lab)
    page.locator("form.start button").click()
    see(page, "box", r"learner@box", seconds=boot_seconds)
    see(page, "guest", r"root@guest", seconds=boot_seconds)
    expect(page.locator("[data-machine=guest] .badge")).to_contain_text("TCG")

    page.get_by_role("switch").check()
    type_line(page, "box", "uname -r >~/kernel.txt; uname -r")
    see(page, "guest", r"\n\S*cloud-amd64")
    for task in ("shared-kernel", "own-kernel"):
        expect(page.locator(f"#task-{task}")).to_have_class("task done")
    page.get_by_role("switch").uncheck()

    type_line(page, "guest", "echo c >/proc/sysrq-trigger")
    see(page, "guest", "is off")
    type_line(page, "box", "echo alive-$((40+2))")
    see(page, "box", "alive-42")
    see(page, "guest", r"It starts again(.|\n)*root@guest", seconds=boot_seconds)
    page_back_to(page, "guest", "Kernel panic")
    expect(page.locator("#task-own-panic")).to_have_class("task done")

    stop_press(page)
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")
    context.close()
