"""Run a class and say what it saw: see `bench.classroom`."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import time
from contextlib import ExitStack

import django
import uvloop
from django.db import connections

from bench.classroom import report
from bench.classroom.accounts import guest_places, sign_up_seconds, site_settings, starts_read
from bench.classroom.after import endings, leftovers_wait, lost, pool_wait
from bench.classroom.book import Book
from bench.classroom.content import class_minutes, course_copy
from bench.classroom.faults import Faults
from bench.classroom.learner import Learner
from bench.classroom.strangers import Strangers
from bench.classroom.taught import Teacher, taught_make
from bench.classroom.watching import Watching
from bench.start_pool import class_looks
from tests.site import Site

pool_seconds = 180.0  # for the pool to be warm
clear_seconds = 150.0  # until all is gone: those who left without a word are idle for a minute
leave_quietly = 6  # every so many learners do not press Stop at the end


class Asked(argparse.Namespace):
    """What the command line says."""

    learners: int
    seconds: float
    faults: str
    sign_up: bool
    strangers: int
    taught: bool
    members: int


def asked_read() -> Asked:
    parser = argparse.ArgumentParser(prog="python -m bench.classroom", description=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--faults", default="", help="some of " + ",".join(Faults.known))
    parser.add_argument("--sign-up", action="store_true", help="learners make accounts first")
    parser.add_argument(
        "--strangers", type=int, default=0, help="guests from another address who want labs"
    )
    parser.add_argument(
        "--class",
        dest="taught",
        action="store_true",
        help="learners sign up and join a class by its link; its teacher's board is open",
    )
    parser.add_argument(
        "--members", type=int, default=0, help="so many in the class, the rest as rows alone"
    )
    asked = parser.parse_args(namespace=Asked())
    asked.sign_up = asked.sign_up or asked.taught
    if asked.members and not asked.taught:
        parser.error("--members are of a --class")
    if asked.strangers and not asked.sign_up:
        parser.error("--strangers are told from learners who --sign-up alone")
    return asked


def main() -> int:
    """Give the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is open is closed
    asked = asked_read()
    faults = Faults([name for name in asked.faults.split(",") if name])
    if faults.unknown:
        print(f"No such fault: {', '.join(faults.unknown)}. Known are: {', '.join(faults.known)}")
        return 2
    book = Book()
    with ExitStack() as stack:
        places = 2 * asked.learners + guest_places
        env = {
            "LOG_LEVEL": "WARNING",
            "LABS_MAX": str(places),
            "POOL_MIN": "0",  # only of the lab that the class has opened
            "POOL_MAX": str(asked.learners),
            **(site_settings(places) if asked.sign_up else {}),
            **faults.prepare(stack, book),
        }
        site = Site(env, var=faults.var)
        stack.callback(site.__exit__)
        os.environ.update(site.env)
        site_start(site, second_keeper=bool(faults.names))
        django.setup()  # with the site's settings, on its database
        book.say(f"the site is up at {site.url}; warming {asked.learners} machines")
        taught = taught_make(max(0, asked.members - asked.learners)) if asked.taught else None
        class_looks(asked.learners)
        warm = pool_wait(asked.learners, pool_seconds)
        book.say(f"{warm} machines are warm")
        book.begun = time.perf_counter()
        watching = Watching(site, book)
        watching.teacher = Teacher(taught, site, book) if taught else None
        strangers = Strangers(site.url, asked.strangers)
        spent = time.process_time()
        uvloop.run(the_class(site, book, watching, faults, strangers, asked))
        watching.driver_seconds = time.process_time() - spent
        watching.took = book.now()
        book.say("the class is over; waiting until nothing is left")
        connections.close_all()  # they may be from before a fault
        left, cleared = leftovers_wait(site, clear_seconds)
        watching.cleared = cleared
        watching.endings = endings()
        watching.starts = starts_read() if asked.sign_up else ()
        watching.look()
        missing = lost(book)
        return report.tell(book, watching, faults, strangers, left=left, missing=missing, warm=warm)


def site_start(site: Site, *, second_keeper: bool) -> None:
    """The Procfile's processes, and the course with the class's lab."""
    site.prepare()
    (site.var / "course").mkdir()
    site.publish(course_copy(site.var / "course", class_minutes))
    site.manifest_write()
    for name in ("broker", "web", "keeper"):
        site.start(name)
    if second_keeper:
        site.start("keeper-2", "keeper")
    site.wait()


async def the_class(  # noqa: PLR0913, PLR0917
    site: Site, book: Book, watching: Watching, faults: Faults, strangers: Strangers, asked: Asked
) -> None:
    """All press Start in the same second, then work.

    The site has been used before: one has started and stopped, so that nothing is imported and
    connected to for the first time.
    """

    teacher = watching.teacher
    link = teacher.taught.link if teacher else ""

    def learner(number: int) -> Learner:
        return Learner(book, number, site.url, account=asked.sign_up, link=link)

    before = learner(asked.learners)
    await before.arrive()
    await before.guarded(before.start)
    await before.leave(stop=True)
    await asyncio.to_thread(pool_wait, asked.learners, pool_seconds)
    everybody = [learner(number) for number in range(asked.learners)]
    book.restart("the one before")
    over = sign_up_seconds if asked.sign_up else 0.0
    beside = [asyncio.create_task(strangers.come(over + asked.seconds))]
    if teacher:
        await teacher.sign_in()
        beside.append(asyncio.create_task(teacher.look()))
    await asyncio.gather(*(arrival(each, over) for each in everybody))
    watching.joined_s = max(book.joined, default=0.0)
    book.restart("arriving")
    beside.append(asyncio.create_task(watching.run()))
    broken = asyncio.create_task(faults.run(site, book, asked.seconds))
    book.say(f"{asked.learners} learners press Start")
    await asyncio.gather(*(each.work(asked.seconds) for each in everybody))
    await broken
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    await watching.close()
    if teacher:
        await teacher.measure()
        await teacher.close()
    for number, each in enumerate(everybody):
        await each.leave(stop=number % leave_quietly != 0)


async def arrival(learner: Learner, over: float) -> None:
    """At some moment of so many seconds."""
    await asyncio.sleep(random.uniform(0, over))
    await learner.arrive()


if __name__ == "__main__":
    sys.exit(main())
