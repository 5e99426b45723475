"""A learner's browser, as far as pages go: cookies, forms with their tokens, patience."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence

import aiohttp
import msgspec

from bench.classroom.book import Book

token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
lab_path = "/en/courses/containers-vs-kvm/labs/whose-kernel/"
patience = 30.0  # seconds that one answer may take
form_patience = 120.0  # and the answer to a form that is not sent twice
tries_seconds = 90.0  # for which a learner loads a page again that does not come
wait_seconds = 1.0  # before that, where the site does not say how long
words = re.compile(r"<(script|style).*?</\1>|<[^>]*>|\s+", re.DOTALL)

Fields = Mapping[str, str | Sequence[str]]


class Page(msgspec.Struct, frozen=True):
    """What came: `status` 0 means that there was no answer, and `text` says why."""

    status: int
    text: str
    retry_after: float = 0.0
    path: str = ""  # where a redirect has led

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 400

    @property
    def seen(self) -> str:
        """Status, and the first words that stand in the page."""
        if not self.status:
            return f"no answer ({self.text})"
        body = self.text.partition("<body")[2].partition(">")[2] or self.text
        text = words.sub(" ", body.partition("<main")[2].partition(">")[2] or body)
        again = f", Retry-After {self.retry_after:g}" if self.retry_after else ""
        return f"{self.status}{again}: {' '.join(text.split())[:90] or 'nothing to read'}"


class Browser:
    """One learner's cookies and connections, from the address `source`."""

    def __init__(self, book: Book, who: int, url: str, source: str = "127.0.0.1") -> None:
        self.book, self.who, self.url = book, who, url
        self.csrf = ""
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # the site's name is an address
            connector=aiohttp.TCPConnector(limit=6, local_addr=(source, 0)),
            headers={"Accept-Language": "en"},
        )

    @property
    def cookies(self) -> dict[str, str]:
        return {each.key: each.value for each in self.http.cookie_jar}

    async def ask(  # noqa: PLR0913
        self,
        method: str,
        path: str,
        fields: Fields | None = None,
        *,
        htmx: bool = True,
        fragment: bool = False,
        more: Mapping[str, str] | None = None,
    ) -> Page:
        """One request, whatever comes of it. `htmx`: a form goes as the page's scripts send it, and
        not by itself, to lead to another page; `fragment`: they ask for a part of the page;
        `more`: headers that they send beside these."""
        pairs = [("csrfmiddlewaretoken", self.csrf)] if fields is not None else []
        for name, value in (fields or {}).items():
            pairs += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        headers = dict(more or {}) | ({"Origin": self.url} if fields is not None else {})
        if fragment or (fields is not None and htmx) or path.endswith("/state/"):
            headers["HX-Request"] = "true"
        begin = time.perf_counter()
        try:
            async with self.http.request(
                method,
                self.url + path,
                data=aiohttp.FormData(pairs) if pairs else None,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=patience if htmx else form_patience),
            ) as response:
                text = await response.text()
                again = float(response.headers.get("Retry-After") or 0)
                page = Page(response.status, text, again, response.url.path)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Page(0, type(error).__name__)
        if page.ok:
            kind = "page" if method == "GET" else "post"
            self.book.timed(kind, (time.perf_counter() - begin) * 1e3)
            self.book.worked(self.who)
            if found := token.search(page.text):
                self.csrf = found[1]
        return page

    async def get(self, path: str, what: str) -> Page:
        """The page, loaded again until it comes, as people do."""
        return await self.patiently("GET", path, what)

    async def post(self, path: str, what: str, fields: Fields | None = None) -> Page:
        """What the button gives; it is pressed again until something comes."""
        return await self.patiently("POST", path, what, fields or {})

    async def patiently(
        self, method: str, path: str, what: str, fields: Fields | None = None
    ) -> Page:
        deadline = time.perf_counter() + tries_seconds
        while True:
            page = await self.ask(method, path, fields)
            if page.ok or page.status in {404, 422}:
                if not page.ok:
                    self.book.failed(self.who, what, page.seen)
                return page
            self.book.failed(self.who, what, page.seen)
            if time.perf_counter() > deadline:
                return page
            await asyncio.sleep(page.retry_after or wait_seconds)

    async def close(self) -> None:
        await self.http.close()
