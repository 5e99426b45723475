"""Beside the class: somebody who reads pages all the time, and what the site's processes take."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bench.classroom.accounts import Start
from bench.classroom.after import memory_mb, processes_of, site_memory_mb
from bench.classroom.book import Book
from bench.classroom.browser import Browser
from bench.classroom.content import exercises
from bench.classroom.learner import course_path
from bench.classroom.taught import Teacher
from tests.site import Site

page_seconds = 0.1  # between two pages of the reader
look_seconds = 5.0
say_seconds = 15.0
reader = -1  # who the reader is in the book


class Watching:
    """Figures that are not any learner's. Memory is the most that was seen, in MB."""

    def __init__(self, site: Site, book: Book) -> None:
        self.site, self.book = site, book
        self.browser: Browser | None = None
        self.web_mb = self.keeper_mb = 0.0
        self.web_parts: list[float] = []  # of each process, the one that holds the terminals first
        self.driver_seconds = self.took = self.cleared = 0.0
        self.starts: Sequence[Start] = ()  # of a class of accounts
        self.joined_s = 0.0  # from the first arrival until the last had joined the class
        self.teacher: Teacher | None = None
        self.endings: Mapping[str, Sequence[float]] = {}  # see bench.classroom.after

    async def run(self) -> None:
        await asyncio.gather(self.read_pages(), self.look_often(), self.say_often())

    async def read_pages(self) -> None:
        """Tries once, and goes on with the next: it shows how long the site is away."""
        self.browser = Browser(self.book, reader, self.site.url)
        paths = [f"{course_path}lessons/{each.lesson}/" for each in exercises()]
        paths = [course_path, *dict.fromkeys(paths)]
        number = 0
        while True:
            number += 1
            self.book.begins(reader)
            page = await self.browser.ask("GET", paths[number % len(paths)])
            if not page.ok:
                self.book.failed(reader, "read a page", page.seen)
            await asyncio.sleep(page_seconds)

    async def look_often(self) -> None:
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(look_seconds)

    def look(self) -> None:
        """Reads memory; in a thread, since it takes milliseconds."""
        now = site_memory_mb(self.site, "web")
        if now > self.web_mb:
            self.web_mb = now
            pids = processes_of(self.site.processes["web"].pid)
            self.web_parts = [memory_mb([pid]) for pid in pids]
        self.keeper_mb = max(self.keeper_mb, site_memory_mb(self.site, "keeper"))

    async def say_often(self) -> None:
        while True:
            await asyncio.sleep(say_seconds)
            times, failures = self.book.times, len(self.book.failures)
            typed, pages = len(times["echo"]), len(times["page"])
            self.book.say(f"{typed} keys, {pages} pages, {failures} failures, {self.web_mb:.0f} MB")

    async def close(self) -> None:
        if self.browser:
            await self.browser.close()
