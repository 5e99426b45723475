"""Real containers, made by hand in the page: docker run, docker build, lxc-start."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make, picture
from tests.e2e.lab import see, stop_press, type_line
from tests.site import Site

lab = "/en/courses/containers-vs-kvm/labs/containers-by-hand/"
patience = 180.0  # where the processor is translated, and many tests have just run


def test_containers_of_each_kind_are_started_in_the_page(
    browser: Browser, site: Site, console: Console, screenshots: Path
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 1400, "height": 900})
    page = context.new_page()
    console.listen(page)
    page.goto(lab)
    page.locator("form.start button").click()
    see(page, "root@lab", seconds=patience)

    type_line(page, "docker run --name first busybox uname -r")
    see(page, r"\n\S*cloud-amd64", seconds=patience)
    expect(page.locator("#task-first-run")).to_have_class("task done", timeout=patience * 1000)

    type_line(
        page, "mkdir own; cd own; echo hello >index.html; printf 'FROM nginx\\nCOPY . /\\n'>D"
    )
    type_line(page, "docker build -t own -f D .; docker run --rm own cat /index.html /proc/1/comm")
    see(page, r"Successfully tagged own:latest\s+hello\s+cat\s", seconds=patience)

    type_line(page, "clear; lxc-create -n whole -t debian; lxc-start -n whole; lxc-ls -f")
    see(page, r"whole\s+RUNNING", seconds=patience)
    type_line(page, "lxc-attach -n whole -- cat /proc/1/comm")
    see(page, r"\nsystemd\s", seconds=patience)
    picture(page, screenshots / "workstation.png")

    stop_press(page)
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")
    context.close()
