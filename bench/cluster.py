"""A PostgreSQL of a run's own, which may be stopped and started again. Debian's programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.site import free_port

superuser = "virtlearn"
unprivileged = "postgres"  # who runs it where this run is root's, as whom it refuses to run


class Cluster:
    """`with Cluster(folder) as cluster:` serves an empty database at `cluster.url`.

    `folder` is where it may make its own; a temporary one otherwise.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="virtlearn-postgres-", dir=folder))
        self.port = free_port()
        self.url = f"postgres://{superuser}@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> Cluster:
        if os.getuid() == 0:
            shutil.chown(self.folder, unprivileged)
        try:
            words = ["-D", str(self.data), "-U", superuser, "-A", "trust", "--no-sync"]
            self.run("initdb", *words, "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=1")
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_details: object) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop", must=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Returns once it answers. RuntimeError where it does not."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} "
        options += "-c max_connections=100 -c min_wal_size=2MB"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.data), "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        """As an operator would: connections are cut, nothing is lost."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", must=False)

    def runs(self) -> bool:
        return self.run("pg_ctl", "-D", str(self.data), "status", must=False) == 0

    def run(self, program: str, *words: str, must: bool = True) -> int:
        """Give the program's exit status."""
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        path = str(found[-1]) if found else program
        prefix = ["runuser", "-u", unprivileged, "--"] if os.getuid() == 0 else []
        done = subprocess.run(
            [*prefix, path, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        if must and done.returncode:
            said = (done.stderr or b"").decode()
            raise RuntimeError(f"{program}: {done.returncode} {said[-2000:]}")
        return done.returncode
