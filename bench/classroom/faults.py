"""What breaks in the middle of a class, on purpose: one after the other, each mended again."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import aiohttp
import msgspec
from django.db import DatabaseError, connections

from bench.classroom.after import lost
from bench.classroom.book import Book
from bench.cluster import Cluster
from bench.volume import Volume
from tests.redteam.daemon import Daemon
from tests.site import Site, metrics_token

broken_seconds = 8.0  # for which a disk stays full and a database away
supervisor_seconds = 1.0  # after which whoever looks after processes starts one again
well_seconds = 3.0  # without trouble after which a fault counts as over
recovery_seconds = 20  # in which a database may mend itself
patience = 120.0  # seconds until all is well again
volume_mb = 256
takeover_seconds = 15  # within which another keeper leads


class Outcome(msgspec.Struct):
    """What came of one fault. Times in seconds: `away` until it was mended, `recover` from then
    until all was well; `pages_away` between the first page that did not come and the last."""

    name: str
    away: float = 0.0
    recover: float = 0.0
    pages_away: float = 0.0
    seen: Counter[str] = msgspec.field(default_factory=Counter)
    lost: Sequence[str] = ()
    well: bool = True

    @property
    def bare(self) -> int:
        """Answers that say nothing, or not what to do."""
        return sum(
            count
            for text, count in self.seen.items()
            if ": 500" in text or "nothing to read" in text
        )


class Faults:
    """Those of `names`, spread over the class's time."""

    known = ("web", "keeper", "engine", "disk", "postgres")

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.unknown = [name for name in names if name not in self.known]
        self.outcomes: list[Outcome] = []
        self.var: Path | None = None
        self.daemon: Daemon | None = None
        self.cluster: Cluster | None = None
        self.volume: Volume | None = None

    @property
    def missed(self) -> bool:
        return any(each.lost or each.bare or not each.well for each in self.outcomes)

    def prepare(self, stack: ExitStack, book: Book) -> dict[str, str]:
        """Settings of a site that can be broken so; what is started for it ends with `stack`."""
        env: dict[str, str] = {}
        if "disk" in self.names:
            self.volume = stack.enter_context(Volume(volume_mb))
            self.var = self.volume.folder / "var"
            self.var.mkdir()
        if "postgres" in self.names:
            folder = self.volume.folder if self.volume else None
            self.cluster = stack.enter_context(Cluster(folder))
            env["DATABASE_URL"] = self.cluster.url
        if "engine" in self.names:
            from labs.provisioning.images import image_of

            book.say("starting an engine of our own")
            self.daemon = stack.enter_context(Daemon((image_of("container"),)))
            env["DOCKER_HOST"] = self.daemon.host
        return env

    async def run(self, site: Site, book: Book, seconds: float) -> None:
        """Break and mend, one after the other, from the first third of the class on."""
        begin = seconds / (len(self.names) + 2)
        for number, name in enumerate(self.names):
            await asyncio.sleep(max(0.0, begin * (number + 1) - book.now()))
            self.outcomes.append(await self.one(name, site, book))

    async def one(self, name: str, site: Site, book: Book) -> Outcome:
        """One fault, from the blow until all is well."""
        book.say(f"fault: {name}")
        book.fault = name
        begin, first = book.now(), len(book.sights)
        outcome = Outcome(name)
        await getattr(self, f"{name}_break")(site)
        mended = book.now()
        outcome.away = mended - begin
        book.say(f"{name} is mended; waiting until all is well")
        outcome.well = await self.well(site, book, mended)
        sights = book.sights[first:]
        # The last trouble that anybody saw is when it was over.
        troubles = [sight.at for sight in sights if sight.at > mended]
        outcome.recover = (max(troubles) if troubles else mended) - mended
        if name == "keeper":
            outcome.recover = outcome.away
        pages = [sight.at for sight in sights if sight.what == "read a page"]
        outcome.pages_away = max(pages) - min(pages) if pages else 0.0
        outcome.seen = Counter(f"{sight.what}: {sight.saw}" for sight in sights)
        outcome.lost = await asyncio.to_thread(lost_now, book)
        book.fault = ""
        book.say(f"{name}: well again {outcome.recover:.1f} s after it was mended")
        return outcome

    async def well(self, site: Site, book: Book, since: float) -> bool:
        """Wait until nobody has trouble any more; False when that takes too long."""
        quiet = since
        while book.now() - since < patience:
            if book.trouble or not await healthy(site):
                quiet = book.now()
            elif book.now() - quiet > well_seconds:
                return True
            await asyncio.sleep(0.25)
        book.say(f"not well: {sorted(book.trouble)}")
        for sight in book.sights[-20:]:
            book.say(f"  {sight.at:.1f} s, {sight.who}: {sight.what}: {sight.saw}")
        return False

    # What breaks; each returns when it is mended.

    async def web_break(self, site: Site) -> None:
        site.stop("web", kill=True)
        await asyncio.sleep(supervisor_seconds)
        site.start("web")

    async def keeper_break(self, site: Site) -> None:
        """The one that leads is killed; mended is when the other leads."""
        before = await asyncio.to_thread(leader)
        pids = {str(process.pid): name for name, process in site.processes.items()}
        name = pids[before.split(":")[1]]
        site.stop(name, kill=True)
        while await asyncio.to_thread(leader) in {before, ""}:
            await asyncio.sleep(0.1)
        site.start(name, "keeper")

    async def engine_break(self, _site: Site) -> None:
        assert self.daemon
        await asyncio.to_thread(self.daemon.stop)
        await asyncio.sleep(supervisor_seconds)
        await asyncio.to_thread(self.daemon.start)

    async def disk_break(self, _site: Site) -> None:
        assert self.volume
        await asyncio.to_thread(self.volume.fill)
        if self.cluster is None:  # what the database has reserved is taken from it too
            await asyncio.to_thread(log_truncate)
            await asyncio.to_thread(self.volume.fill)
        await asyncio.sleep(broken_seconds)
        self.volume.free()
        if self.cluster and not await asyncio.to_thread(self.cluster.runs):
            await asyncio.to_thread(self.cluster.start)  # it had ended: its service starts it

    async def postgres_break(self, _site: Site) -> None:
        assert self.cluster
        await asyncio.to_thread(self.cluster.stop)
        await asyncio.sleep(broken_seconds)
        await asyncio.to_thread(self.cluster.start)

    # What is told

    def lines(self, line: Callable[..., str]) -> list[str]:
        lines = []
        for each in self.outcomes:
            aim = takeover_seconds if each.name == "keeper" else None
            name, count = f"load_fault_{each.name}", each.seen.total()
            lines += [
                line(f"{name}_recover_s", each.recover, "s", n=1, aim=aim),
                line(f"{name}_pages_away_s", each.pages_away, "s", n=1),
                line(f"{name}_bare_errors", each.bare, "count", n=count, aim=0),
                line(f"{name}_lost", len(each.lost), "count", n=1, aim=0),
            ]
        return lines

    def tell(self, say: Callable[..., None]) -> None:
        """Say what learners saw in each."""
        for each in self.outcomes:
            say(
                "",
                f"Fault {each.name}: broken for {each.away:.1f} s, well {each.recover:.1f} s later",
            )
            say(f"  pages did not come for {each.pages_away:.1f} s; lost: {len(each.lost)}")
            if not each.well:
                say("  it did not become well again")
            for text, count in each.seen.most_common(25):
                say(f"  {count:5} × {text}")


async def healthy(site: Site) -> bool:
    """Whether the site says that database and engine answer."""
    headers = {"Authorization": f"Bearer {metrics_token}"}
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"{site.url}/healthz", headers=headers) as response,
        ):
            report = await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
    return bool(report.get("ok") and report.get("engine", {}).get("ok"))


def leader() -> str:
    """Which keeper leads now; empty where none does."""
    from django.utils import timezone

    from labs.models import KeeperLease

    connections.close_all()
    try:
        row = KeeperLease.objects.filter(pk=1, until__gte=timezone.now()).first()
    except DatabaseError:
        return ""
    return row.holder if row else ""


def log_truncate() -> None:
    """Has SQLite give back its write-ahead log, into which it could write for a while."""
    connections.close_all()
    with suppress(DatabaseError), connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()


def lost_now(book: Book) -> list[str]:
    """In a thread whose connection may be from before the fault; a database that mends itself
    after a crash is given time."""
    for tries in range(recovery_seconds, -1, -1):
        connections.close_all()
        try:
            return lost(book)
        except DatabaseError:
            if not tries:
                raise
            time.sleep(1)
    raise AssertionError("not reached")
