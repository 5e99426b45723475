"""Run a class and say what it saw: see `bench.classroom`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from contextlib import ExitStack

import django
import uvloop
from django.db import connections

from bench.classroom import report
from bench.classroom.after import endings, leftovers_wait, lost, pool_wait
from bench.classroom.book import Book
from bench.classroom.content import class_minutes, course_copy
from bench.classroom.faults import Faults
from bench.classroom.learner import Learner
from bench.classroom.watching import Watching
from bench.start_pool import class_looks
from tests.site import Site

pool_seconds = 180.0  # for the pool to be warm
clear_seconds = 150.0  # until all is gone: those who left without a word are idle for a minute
leave_quietly = 6  # every so many learners do not press Stop at the end


def main() -> int:
    """Give the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is open is closed
    parser = argparse.ArgumentParser(prog="python -m bench.classroom", description=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--faults", default="", help="some of " + ",".join(Faults.known))
    asked = parser.parse_args()
    learners, seconds = asked.learners, asked.seconds
    faults = Faults([name for name in asked.faults.split(",") if name])
    if faults.unknown:
        print(f"No such fault: {', '.join(faults.unknown)}. Known are: {', '.join(faults.known)}")
        return 2
    book = Book()
    with ExitStack() as stack:
        env = {
            "LOG_LEVEL": "WARNING",
            "LABS_MAX": str(2 * learners + 20),
            "POOL_MIN": "0",  # only of the lab that the class has opened
            "POOL_MAX": str(learners),
            **faults.prepare(stack, book),
        }
        site = Site(env, var=faults.var)
        stack.callback(site.__exit__)
        os.environ.update(site.env)
        site.prepare()
        (site.var / "course").mkdir()
        site.publish(course_copy(site.var / "course", class_minutes))
        site.start("web")
        site.start("keeper")
        if faults.names:
            site.start("keeper-2", "keeper")
        site.wait()
        django.setup()  # with the site's settings, on its database
        book.say(f"the site is up at {site.url}; warming {learners} machines")
        class_looks(learners)
        warm = pool_wait(learners, pool_seconds)
        book.say(f"{warm} machines are warm")
        book.begun = time.perf_counter()
        watching = Watching(site, book)
        spent = time.process_time()
        uvloop.run(the_class(site, book, watching, faults, learners, seconds))
        watching.driver_seconds = time.process_time() - spent
        watching.took = book.now()
        book.say("the class is over; waiting until nothing is left")
        connections.close_all()  # they may be from before a fault
        left, cleared = leftovers_wait(site, clear_seconds)
        watching.cleared = cleared
        watching.endings = endings()
        watching.look()
        missing = lost(book)
        return report.tell(book, watching, faults, left=left, missing=missing, warm=warm)


async def the_class(  # noqa: PLR0913, PLR0917
    site: Site, book: Book, watching: Watching, faults: Faults, learners: int, seconds: float
) -> None:
    """All press Start in the same second, then work.

    The site has been used before: one has started and stopped, so that nothing is imported and
    connected to for the first time.
    """
    before = Learner(book, learners, site.url)
    await before.arrive()
    await before.guarded(before.start)
    await before.leave(stop=True)
    await asyncio.to_thread(pool_wait, learners, pool_seconds)
    everybody = [Learner(book, number, site.url) for number in range(learners)]
    await asyncio.gather(*(each.arrive() for each in everybody))
    book.times.clear()
    book.counts.clear()
    book.begun = time.perf_counter()
    beside = [asyncio.create_task(watching.run())]
    if faults.names:
        beside.append(asyncio.create_task(faults.run(site, book, seconds)))
    book.say(f"{learners} learners press Start")
    await asyncio.gather(*(each.work(seconds) for each in everybody))
    if faults.names:
        await beside[1]
    beside[0].cancel()
    await watching.close()
    for number, each in enumerate(everybody):
        await each.leave(stop=number % leave_quietly != 0)


if __name__ == "__main__":
    sys.exit(main())
