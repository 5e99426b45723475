"""What a page of a live board shows and asks next, as static/js/board.js does it."""

from __future__ import annotations

import json
import re

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
        self.people, self.order = found["people"], found["order"]
        self.rows |= dict(row_in.findall("".join(found["rows"].values())))
        if found["stand"] is not None:
            self.rows = {str(pk): self.rows[str(pk)] for pk in found["stand"]}
