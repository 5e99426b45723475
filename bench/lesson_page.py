"""A lesson's page at 1 and at 16 connections, for a visitor and for one who is signed in.

Floor: a bare Django view that returns the same bytes, without middleware, under granian's WSGI with
as many workers and threads, on a port of its own. "busy": while somebody writes 20 times a second.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread

from bench.figure import Figure, in_turns
from bench.here import cookie_header, folder, process_start, site
from bench.load import body, rate, request_make
from tests.site import course_folder as course
from tests.site import free_port

names = (
    "lesson_page_c1",
    "lesson_page_c16",
    "lesson_page_signed_in_c1",
    "lesson_page_signed_in_c16",
    "lesson_page_signed_in_busy_c1",
    "lesson_page_signed_in_busy_c16",
)
rounds = 7
seconds = 1.0
write_seconds = 0.05


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figures of `names` that are wanted."""
    for name in names:
        if name in wanted:
            with writing() if "busy" in name else nullcontext():
                yield page_rate(
                    name, signed_in="signed_in" in name, connections=int(name.split("c")[-1])
                )


@contextmanager
def writing() -> Iterator[None]:
    """Somebody writes to the database, again and again."""
    site()  # sets Django up, which the following need, and makes the database
    from django.db import connection
    from django.utils import timezone

    from virtlearn.people.models import User

    done = Event()

    def write() -> None:
        while not done.wait(write_seconds):
            User.objects.filter(username="bench").update(last_login=timezone.now())
        connection.close()

    thread = Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def page_rate(name: str, *, signed_in: bool, connections: int) -> Figure:
    """Give requests a second to the page, and to the bare view."""
    from django.db import connection

    page_request = request_of(signed_in)
    floor_port = floor_start(signed_in)
    floor_request = request_make(floor_port, "/page")
    for port, request in ((site().port, page_request), (floor_port, floor_request)):
        rate(port, request, 16, seconds)  # every worker and thread has begun
    value, floor = in_turns(
        lambda: rate(site().port, page_request, connections, seconds),
        lambda: rate(floor_port, floor_request, connections, seconds),
        rounds,
    )
    return Figure(name, value, "requests/s", floor, rounds, connection.vendor)


def request_of(signed_in: bool) -> bytes:
    """Give the request for the first lesson's page."""
    headers = {"Cookie": reader_cookies()} if signed_in else {}
    return request_make(site().port, first_lesson(), headers)


def first_lesson() -> str:
    """Give its path."""
    slug = min(path.name for path in (course / "lessons").iterdir()).partition("-")[2]
    return f"/en/courses/{course.name}/lessons/{slug}/"


def reader_cookies() -> str:
    """Give the Cookie header of one who is signed in and has been here before."""
    return cookie_header(dict(site().cookies) | {"csrftoken": "a" * 32})


@functools.cache
def floor_start(signed_in: bool) -> int:
    """Start the bare view with the page's bytes; give its port."""
    from django.conf import settings

    from virtlearn.serving.pages import THREADS

    file = folder() / f"page-{signed_in}"
    file.write_bytes(body(site().port, request_of(signed_in)))
    port = free_port()
    arguments = [sys.executable, "-m", "granian", "bench.bare:application", "--interface", "wsgi"]
    arguments += ["--port", str(port), "--workers", str(settings.WEB_WORKERS), "--no-ws"]
    arguments += ["--blocking-threads", str(THREADS), "--runtime-blocking-threads", "4"]
    arguments += ["--http", "1", "--log-level", "error"]
    process_start(arguments, port, BENCH_BODY=str(file))
    return port
