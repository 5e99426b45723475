"""A client of VirtLearn's API, with Python's own library alone (3.11 or newer).

client = Client("https://learn.example.org", "vl_…")
for row in client.all("/classes/1/grades"):
    print(row["name"], row["total"])
client.grade_set(1, member="7", assignment="3", points=7.5, reason="On paper.")
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any


class ProblemError(Exception):
    """The site refused: `code` stays the same from version to version, `problem` is all of it."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('title', '')}")
        self.status = status
        self.code = str(problem.get("code", ""))
        self.problem = problem


class Client:
    """`site` is the site's address with its path; `token` is made under “Your account”."""

    def __init__(self, site: str, token: str, seconds: float = 30) -> None:
        if not site.startswith(("https://", "http://")):
            raise ValueError("the site's address begins with https://")
        self.root = f"{site.rstrip('/')}/api/v1"
        self.token = token
        self.seconds = seconds

    def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[Any, Mapping[str, str]]:
        """The answer's JSON and headers. Raises ProblemError, and OSError without an answer."""
        request = urllib.request.Request(  # noqa: S310 - the scheme is known
            self.root + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=self.seconds) as answer:  # noqa: S310
                return json.load(answer), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"title": text[:200].decode(errors="replace")}
            raise ProblemError(error.code, problem) from None

    def get(self, path: str) -> Any:
        return self.send("GET", path)[0]

    def all(self, path: str, limit: int = 200) -> Iterator[Any]:
        """Every item of a list, page after page."""
        cursor = ""
        while True:
            query = urllib.parse.urlencode({"limit": limit, "cursor": cursor})
            found = self.get(f"{path}?{query}")
            yield from found["items"]
            cursor = found["next"]
            if not cursor:
                return

    def grade_set(
        self, class_id: int | str, *, member: str, assignment: str, points: float, reason: str
    ) -> Any:
        """Sets points by hand, unless somebody changes the grade in between (status 412)."""
        path = f"/classes/{class_id}/grades/{member}/{assignment}"
        tag = self.send("GET", path)[1]["ETag"]
        body = {"kind": "points", "points": points, "reason": reason}
        return self.send("PUT", path, body, {"If-Match": tag})[0]
