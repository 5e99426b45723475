"""A stranger at another address, who comes as one guest after the other and wants labs.

The other address is the connection's own (all of 127.0.0.0/8 is this host), so that the site has to
believe no header, and counts as it does without a proxy.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from bench.classroom.book import Book
from bench.classroom.browser import Browser, Page, lab_path
from bench.classroom.lab_page import lab_page_read

address = "127.0.0.2"
poll_seconds = 5.0  # who waits stays in the queue
waiting = {"queued", "starting"}


class Strangers:
    """`count` guests, each with cookies of their own; `outcomes`: what their start came to."""

    def __init__(self, url: str, count: int) -> None:
        self.url, self.count = url, count
        self.outcomes: Counter[str] = Counter()
        self.book = Book()  # of their own: what they see is no failure

    async def come(self, seconds: float) -> None:
        """One after the other, the last as `seconds` are over."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        async with asyncio.TaskGroup() as guests:
            for number in range(self.count):
                await asyncio.sleep(begin + number * seconds / self.count - loop.time())
                guests.create_task(self.guest(number))

    async def guest(self, number: int) -> None:
        """Asks for a lab once, and stays as long as there is hope, without typing anything."""
        browser = Browser(self.book, number, self.url, source=address)
        try:
            await browser.ask("GET", lab_path)
            page = await browser.ask("POST", f"{lab_path}start/", {})
            self.outcomes[outcome_of(page)] += 1
            while lab_page_read(page.text).state in waiting:
                await asyncio.sleep(poll_seconds)
                page = await browser.ask("GET", f"{lab_path}state/")
        finally:
            await browser.close()


def outcome_of(page: Page) -> str:
    """In words of the report: the lab's state, or that it was refused."""
    if page.status == 429:
        return "too often"
    if not page.ok:
        return page.seen
    lab = lab_page_read(page.text)
    return lab.state if lab.session else "no lab"
