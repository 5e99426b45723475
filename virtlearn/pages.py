"""A page server: granian's WSGI worker on a unix socket that only the door can open.

`python -m virtlearn.pages SOCKET` serves; `virtlearn.serve` starts several, starts one again that
ended, and ends them. Each has a socket of its own, so that the door can share the connections out.
"""

from __future__ import annotations

import functools
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virtlearn.processes import end_with_parent, memory_modest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from virtlearn.lane import Lane

# A request that waits for the engine (a start, a check) holds a thread; pages need few.
THREADS = 8


def preload() -> None:
    """Import and make what every page server has, once for all that are forked from here."""
    from django.db import connections
    from django.urls import get_resolver

    from labs.engines.registry import engine_import

    lane_make()
    get_resolver().url_patterns  # noqa: B018  (imports the views)
    engine_import()
    connections.close_all()  # no two processes may share one
    gc.collect()
    gc.freeze()  # a collection would write to what is shared


@functools.cache
def lane_make() -> Lane:
    """Django's WSGI application with its middlewares, and the short way to lessons past them."""
    from django.core.handlers.wsgi import WSGIHandler

    import virtlearn.csrf  # noqa: F401  (quick tokens)
    from virtlearn.lane import Lane
    from virtlearn.warm import types_ready

    types_ready()
    return Lane(WSGIHandler())


def application_make() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Give Django's WSGI application, which believes the door about who asks."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtlearn.settings")
    django.setup()  # before anything that has models is imported

    from django.http import HttpResponse

    memory_modest()
    lane = lane_make()
    # What was made until here stays: no collection has to look at it again.
    gc.collect()
    gc.freeze()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ["HTTP_X_FORWARDED_FOR"]
        response = lane(environ, start_response)
        if not isinstance(response, HttpResponse):  # a list already, or a file
            return response
        # A list goes out in one piece; an iterator is asked for each from the server's threads.
        content = [response.content]
        response.close()
        return content

    return application


def serve(path: Path) -> None:
    """Serve pages on the unix socket `path` until SIGTERM; what is being answered is finished."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    class PageWorker(MPServer):
        """granian's worker in this process.

        Its own way is another process that starts the worker and watches it. `virtlearn.serve`
        does that already, and each such process would take 20 MB.
        """

        def _serve(self, spawn_target: Any, target_loader: Any) -> None:
            self._init_shared_socket()  # type: ignore[no-untyped-call]
            self._spawn_worker(0, spawn_target, target_loader).inner.run()

    # Ctrl+C is for the process that started this one, which then says stop.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        PageWorker(
            "virtlearn.pages:application_make",
            factory=True,
            uds=path,
            uds_permissions=0o600,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=THREADS,
            runtime_blocking_threads=4,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.error,  # it would warn of more threads than cores, which are meant
        ).serve()
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    end_with_parent(os.getppid())
    serve(Path(sys.argv[1]))
