"""Things that break in the middle of a class, on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.classroom.book import Book
from bench.classroom.learner import Learner
from tests.site import Site


class Faults:
    """Those of `names`, one after the other, spread over the class's time."""

    known = ("web", "keeper", "engine", "disk", "postgres")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.unknown = [name for name in names if name not in self.known]
        self.missed: list[str] = []
        self.var: Path | None = None

    def prepare(self, stack: ExitStack, book: Book) -> dict[str, str]:
        """Settings of a site that can be broken so; what is started for it ends with `stack`."""
        return {}

    async def run(
        self, site: Site, book: Book, everybody: Sequence[Learner], seconds: float
    ) -> None:
        """Break and mend, one after the other."""

    def lines(self, line: Callable[..., str]) -> list[str]:
        return []

    def tell(self, book: Book, say: Callable[..., None]) -> None:
        """Say what learners saw in each."""
