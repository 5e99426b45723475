"""A whole site of our own to measure: temporary database, course published, server on a free port.

Everything it starts is ended and everything it writes is removed at the end of the run.
"""

from __future__ import annotations

import atexit
import functools
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from virtlearn.processes import end_with_parent

root = Path(__file__).resolve().parent.parent
course = root / "lessons" / "content" / "containers-vs-kvm"
start_seconds = 60
stop_seconds = 10


class Site(NamedTuple):
    """A running site: its port, and the cookies of one who is signed in."""

    port: int
    cookies: Mapping[str, str]


def port_free() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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


@functools.cache
def folder() -> Path:
    """Give the run's own folder, which is removed at the end."""
    made = tempfile.TemporaryDirectory(prefix="virtlearn-bench-")
    atexit.register(made.cleanup)
    return Path(made.name)


@functools.cache
def django_ready() -> None:
    """Set Django up in this process on a database of its own, migrated, static files collected."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="virtlearn.settings",
        VAR_DIR=str(folder() / "var"),
        DATABASE_URL=f"sqlite:///{folder() / 'bench.sqlite3'}",
        SECRET_KEY="only for this run",
        DEPLOYMENT_ID=f"bench-{os.getpid()}",
        LOG_LEVEL="WARNING",
        DEBUG="no",
        HTTPS="no",
        ALLOWED_HOSTS="127.0.0.1",
        ALLOWED_ORIGINS="",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@functools.cache
def site() -> Site:
    """Start the site once; every figure of a run measures the same one."""
    django_ready()
    from django.core.management import call_command

    with Path(os.devnull).open("w") as nowhere:
        call_command("course", "publish", str(course), stdout=nowhere)
    port = port_free()
    process_start([sys.executable, "-m", "virtlearn.serve", "--port", str(port)], port)
    return Site(port, signed_in())


def signed_in() -> dict[str, str]:
    """Give the session cookie of a new account."""
    from django.test import Client

    from virtlearn.people.models import User

    client = Client()
    client.force_login(User.objects.create_user(username="bench"))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def cookie_header(cookies: Mapping[str, str]) -> str:
    """Give the value of a Cookie header."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
