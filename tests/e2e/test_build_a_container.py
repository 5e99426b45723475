"""A container built by hand; the figure of the guide lights up with what is really there."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Console, context_make
from tests.e2e.lab import stop_press
from tests.e2e.twins import see, type_line
from tests.site import Site

lab = "/en/courses/containers-vs-kvm/labs/build-a-container/"
steps = (  # what is typed, and what then stands on the screen
    ("cd /sys/fs/cgroup; mkdir box /tmp/box; echo 50 >box/pids.max", "cgroup#"),
    ("echo 0 >box/cgroup.procs; unshare --ipc --net --mount --pid --fork bash", "root@box"),
    ("mount -t tmpfs box /tmp/box; cd /tmp/box; mkdir bin old proc", "/tmp/box#"),
    ("cp /usr/bin/busybox bin/; bin/busybox --install bin; echo a-$((40+2))", "a-42"),
    ("mount -t proc proc proc; pivot_root . old; cd /; exec /bin/sh", r"\n/ # "),
    ("umount -l /old; ls /; echo b-$((40+2))", r"bin +old +proc\s+b-42"),
)


def test_a_figure_lights_up_with_what_is_built(
    browser: Browser, site: Site, console: Console
) -> None:
    context = context_make(browser, site, "en", viewport={"width": 1500, "height": 900})
    page = context.new_page()
    console.listen(page)
    page.goto(lab)
    part = page.locator("#lab-figure path[class*='task-']")
    lit = page.locator("#lab-figure path[data-lit]")
    expect(part).to_have_count(9)
    page.locator("form.start button").click()
    see(page, "workshop", r"root@lab", seconds=60)
    expect(lit).to_have_count(0)

    type_line(page, "workshop", "unshare --uts bash")
    see(page, "workshop", r"unshare(.|\n)*root@lab")
    type_line(page, "workshop", "hostname box")
    see(page, "workshop", "root@box:")
    expect(page.locator("#task-own-name")).to_have_class("task done")
    expect(lit).to_have_count(1)
    expect(lit).to_have_class(re.compile("task-own-name"))

    for line, shown in steps:
        type_line(page, "workshop", line)
        see(page, "workshop", shown, seconds=40)
    # Each shell began in the one before: one process has it all, but users of its own.
    for task in ("own-processes", "own-root", "whole"):
        expect(page.locator(f"#task-{task}")).to_have_class("task done", timeout=60_000)
        expect(part.and_(page.locator(f".task-{task}"))).to_have_attribute("data-lit", "")
    for task in ("own-queue", "own-network", "own-limit", "own-user"):  # begun, or not at all
        expect(page.locator(f"#task-{task}")).to_have_class("task open")
        expect(part.and_(page.locator(f".task-{task}"))).not_to_have_attribute("data-lit", "")

    stop_press(page)
    expect(page.locator("#lab-state")).to_have_attribute("data-state", "ended")
    context.close()
