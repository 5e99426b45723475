"""When a browser first paints a page for somebody who was never here: nothing of it is kept yet.

Floor: a page of one line, without styles or scripts, which a bare Django view serves to the same
browser. The time is the browser's own, from the begin of the navigation to the first content.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING

from bench.figure import Figure, medians
from bench.here import folder, process_start, site
from bench.lesson_page import first_lesson
from tests.site import course_folder as course
from tests.site import free_port
from virtlearn.setup.needs import browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

paths = {
    "first_paint_home_ms": "/en/",
    "first_paint_course_ms": f"/en/courses/{course.name}/",
    "first_paint_lesson_ms": first_lesson(),
    "first_paint_lab_ms": f"/en/courses/{course.name}/labs/whose-kernel/",
}
names = tuple(paths)
rounds = 11
empty = b"<!DOCTYPE html><html lang=en><title>Empty</title><p>Nothing."
painted = """() => new Promise((then) => {
    const told = (entries) => entries.filter(({ name }) => name === "first-contentful-paint")
        .forEach(({ startTime }) => then(startTime));
    const observer = new PerformanceObserver((list) => told(list.getEntries()));
    observer.observe({ type: "paint", buffered: true });
})"""


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures of `names` that are wanted."""
    asked = [name for name in names if name in wanted]
    if not asked:
        return
    from playwright.sync_api import sync_playwright

    urls = [f"http://127.0.0.1:{site().port}{paths[name]}" for name in asked]
    urls.append(f"http://127.0.0.1:{floor_start()}/page")
    program = next(filter(None, map(shutil.which, browsers)), None)
    if program is None:
        raise RuntimeError("No Chromium here. As root: make system")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*root, "--disable-gpu"])
        for url in urls:
            first_paint(browser, url)  # workers have begun, and templates are read
        *found, floor = medians([partial(first_paint, browser, url) for url in urls], rounds)
        backend = f"Chromium {browser.version}"
        browser.close()
    for name, value in zip(asked, found, strict=True):
        yield Figure(name, value, "ms", floor, rounds, backend)


def first_paint(browser: Browser, url: str) -> float:
    """Give its milliseconds, in a window of a laptop's size and with nothing in the cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(url)
    took: float = page.evaluate(painted)
    context.close()
    return took


def floor_start() -> int:
    """Start the bare view with the empty page; give its port."""
    file = folder() / "empty"
    file.write_bytes(empty)
    port = free_port()
    arguments = [sys.executable, "-m", "granian", "bench.bare:application", "--interface", "wsgi"]
    arguments += ["--port", str(port), "--no-ws", "--http", "1", "--log-level", "error"]
    process_start(arguments, port, BENCH_BODY=str(file))
    return port
