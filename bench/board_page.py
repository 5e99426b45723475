"""What a page of a live board shows and asks next, as static/js/board.js does it."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from bench.load import BadAnswerError

if TYPE_CHECKING:
    from django.test import Client

row_in = re.compile(r'data-row="(\d+)"\s+data-digest="([^"]+)"')


class BoardPage:
    """Of a whole page; raises ValueError where it shows no board."""

    def __init__(self, page: str) -> None:
        found = re.search(r'data-people="([^"]*)"\s+data-order="([^"]*)"', page)
        if found is None:
            raise ValueError(page)
        self.people, self.order = found[1], found[2]
        self.rows = dict(row_in.findall(page))

    @property
    def headers(self) -> dict[str, str]:
        """That go with the next question."""
        digests = "".join(self.rows[pk] for pk in sorted(self.rows, key=int))
        return {"Board-Seen": f"{self.people}.{self.order}.{digests}"}

    def change(self, answer: str) -> None:
        """Takes in what has changed, as JSON."""
        found = json.loads(answer)
        if "rows" not in found:  # screens alone
            return
        self.people, self.order = found["people"], found["order"]
        self.rows |= dict(row_in.findall("".join(found["rows"].values())))
        if found["stand"] is not None:
            self.rows = {str(pk): self.rows[str(pk)] for pk in found["stand"]}

    def ask_again(self, client: Client, path: str) -> float:
        """Give the milliseconds of the processor until it has what changed since it asked last."""
        start = time.process_time()
        answer = client.get(f"{path}changes/", headers=self.headers)
        took = (time.process_time() - start) * 1000
        if answer.status_code not in {200, 204}:
            raise BadAnswerError(f"{path}: {answer.status_code}")
        if answer.status_code == 200:
            self.change(answer.content.decode())
        return took
