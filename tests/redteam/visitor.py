"""A browser as far as forms go: cookies, tokens, and the language of its addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping

import requests

token = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SECONDS = 180  # that one answer may take on a busy machine


class Visitor:
    """`headers` go with each request."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self.url, self.csrf = url, ""
        self.http = requests.Session()
        self.http.headers.update({"Origin": url, **(headers or {})})

    def get(self, path: str) -> requests.Response:
        """The page; its token goes with what is sent next."""
        page = self.http.get(self.url + path, timeout=SECONDS, allow_redirects=False)
        if found := token.search(page.text):
            self.csrf = found[1]
        return page

    def post(self, path: str, **fields: str) -> requests.Response:
        return self.http.post(
            self.url + path,
            data={"csrfmiddlewaretoken": self.csrf, **fields},
            timeout=SECONDS,
            allow_redirects=False,
        )
