"""What one run of the benchmarks shares: one site, Django in this process on the site's database.

Everything it starts is ended and everything it writes is removed at the end of the run.
"""

from __future__ import annotations

import atexit
import functools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bench.classroom.content import course_copy
from tests.site import Site as WholeSite
from tests.site import root
from virtlearn.serving.processes import end_with_parent

start_seconds = 60
stop_seconds = 10


class Site(NamedTuple):
    """A running site: its port, and the cookies of one who is signed in."""

    port: int
    cookies: Mapping[str, str]


@functools.cache
def whole_site() -> WholeSite:
    """Make the run's site, with a database and static files; nothing of it is started yet."""
    made = WholeSite({"LOG_LEVEL": "WARNING"}, loud=True)  # what is printed here is figures alone
    atexit.register(made.__exit__)
    made.prepare()
    return made


@functools.cache
def django_ready() -> None:
    """Set Django up in this process, with the site's settings and database, and the broker by
    which both have the engine."""
    whole = whole_site()
    whole.manage("lab", "manifest")
    whole.start("broker")
    os.environ.update(whole.env)
    import django

    django.setup()
    broker_await()


def broker_await() -> None:
    """Return once the broker answers. Raises EngineError where it does not within a minute."""
    from labs.engines.errors import EngineUnavailable
    from labs.engines.registry import engine_get

    deadline = time.monotonic() + start_seconds
    while True:
        try:
            engine_get().info()
        except EngineUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@functools.cache
def site() -> Site:
    """Start the site once; every figure of a run measures the same one."""
    django_ready()
    whole = whole_site()
    whole.publish(course_copy(whole.var / "course"))
    whole.start("web")
    whole.wait()
    return Site(whole.port, signed_in())


def folder() -> Path:
    """Give the run's own folder, which is removed at the end."""
    return whole_site().var


def process_start(arguments: list[str], port: int = 0, **environment: str) -> None:
    """Start a process that ends with this run; with `port`, wait until it listens there."""
    process = subprocess.Popen(  # should this run be killed, its processes end too
        arguments,
        cwd=root,
        env=os.environ | environment,
        stdout=sys.stderr,  # what is printed here is figures alone
        preexec_fn=functools.partial(end_with_parent, os.getpid()),  # noqa: PLW1509
    )
    atexit.register(process_end, process)
    deadline = time.monotonic() + start_seconds
    while port:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"does not serve: {' '.join(arguments)}") from None
            time.sleep(0.05)
        else:
            return


def process_end(process: subprocess.Popen[bytes]) -> None:
    """End a process; hard when it takes long."""
    process.terminate()
    try:
        process.wait(stop_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def signed_in(name: str = "bench") -> dict[str, str]:
    """Give the session cookie of an account, which is made where no figure before has made it."""
    from django.test import Client

    from virtlearn.people.models import User

    client = Client()
    there = User.objects.filter(username=name).first()
    client.force_login(there or User.objects.create_user(username=name))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def cookie_header(cookies: Mapping[str, str]) -> str:
    """Give the value of a Cookie header."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
