"""A site in one process whose machines are pretended: for what hangs on the page alone.

The fake engine keeps its machines in memory, so that pages and terminals have to be one process,
and a keeper in another one would take them for lost.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request

from tests.site import Site, root

# For every lab of the course at once, and some more: pretended machines need no memory.
room = {"LABS_MAX": "500", "LABS_MEMORY_MB": "4000000", "LABS_CPUS": "2000"}


class FakeSite(Site):
    def __init__(self) -> None:
        super().__init__({**room, "LAB_ENGINE": "fake"})

    def __enter__(self) -> FakeSite:
        try:
            self.furnish()
            with (self.var / "fake.log").open("ab") as log:
                self.processes["fake"] = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "uvicorn", "virtlearn.asgi:application"),
                        *(
                            "--host",
                            "127.0.0.1",
                            "--port",
                            str(self.port),
                            "--log-level",
                            "warning",
                        ),
                    ],
                    cwd=root,
                    env=self.env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self.page_await()
        except BaseException:
            self.__exit__()
            raise
        return self

    def page_await(self, *, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/en/", timeout=5):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError(f"the site did not answer within {seconds} s:\n{self.logs()}")
