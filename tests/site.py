"""A whole site of its own on a free port: processes as the Procfile starts them, real engine.

Used by the browser tests, the red team and the benchmarks. Everything it starts it ends, and the
machines that it made go with it.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from labs.engines.broker.manifest import Image, Manifest, manifest_write
from labs.engines.docker.engine import DockerEngine
from labs.engines.errors import EngineError
from labs.provisioning.images import images_there
from virtlearn.serving.processes import end_with_parent

root = Path(__file__).resolve().parent.parent
shared_by_run = "VIRTLEARN_TESTS_RUN"  # a variable: the folder of a run in several processes
metrics_token = "of-this-test-and-of-no-other-site"
course_folder = root / "lessons" / "content" / "containers-vs-kvm"


ports_lent: list[IO[str]] = []  # a locked file each, held until this process ends


def free_port() -> int:
    """A port that no other process of these tests is lent while this one lives, and that nobody
    listens at.

    It is below those that the kernel gives to connections: else one of these could have it before
    whoever is to listen there.
    """
    folder = Path(tempfile.gettempdir(), f"virtlearn-ports-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    for port in random.SystemRandom().sample(range(10_000, 32_000), 100):
        lent = (folder / str(port)).open("w")
        with suppress(OSError), socket.socket() as probe:
            fcntl.flock(lent, fcntl.LOCK_EX | fcntl.LOCK_NB)
            probe.bind(("", port))
            ports_lent.append(lent)
            return port
        lent.close()
    raise RuntimeError("no port is free")


def procfile() -> dict[str, str]:
    """The commands of its entries, without what starts them again: a test that kills one wants it
    dead."""
    entries = (line.partition(":") for line in (root / "Procfile").read_text().splitlines())
    again = ".venv/bin/python -m virtlearn.operation.restart "
    return {
        name.strip(): line.strip().removeprefix(again).removeprefix("--unprivileged ")
        for name, colon, line in entries
        if colon
    }


def sqlite_url(var: Path) -> str:
    return f"sqlite:///{var / 'db.sqlite3'}"


@functools.cache
def furnished() -> Path:
    """A folder as a site keeps it, with the course published.

    Processes that share tests have one, among the temporary files of their run; else it goes with
    this process.
    """
    if run := os.environ.get(shared_by_run):
        return furnished_for(Path(run))
    site = Site()
    atexit.register(shutil.rmtree, site.var, ignore_errors=True)
    site.prepare()
    site.publish(course_folder)
    return site.var


def furnished_for(run: Path) -> Path:
    """The one of a run, in its folder: whoever comes first makes it, and the others wait."""
    folder = run / "site"
    with (run / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            site = Site(var=run / "site-made")
            site.var.mkdir(exist_ok=True)
            site.prepare()
            site.publish(course_folder)
            site.var.rename(folder)
    return folder


def images_built() -> dict[str, Image]:
    """By kind; none where there is no engine."""
    return images_at(os.environ.get("DOCKER_HOST", ""))


@functools.cache
def images_at(host: str) -> dict[str, Image]:
    """Those of this process's engine, which is at `host`."""
    try:
        return images_there(DockerEngine())
    except EngineError:
        return {}


class Site:
    """`with Site() as site:` serves the course at `site.url`; `env` overrides settings.

    `var` is the folder that the site keeps everything in, and is removed at the end. With `loud`
    its processes print where this one prints errors, instead of into files there.
    """

    def __init__(
        self, env: Mapping[str, str] | None = None, *, var: Path | None = None, loud: bool = False
    ) -> None:
        self.var = var or Path(tempfile.mkdtemp(prefix="virtlearn-site-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.deployment = f"test-{os.getpid()}-{self.port}"
        self.loud = loud
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "virtlearn.settings",
            "VAR_DIR": str(self.var),
            "DATABASE_URL": sqlite_url(self.var),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            # Whatever stands in somebody's .env file is not meant for this site.
            "ALLOWED_HOSTS": "127.0.0.1",
            "ALLOWED_ORIGINS": "",
            "HTTPS": "no",
            "DEBUG": "no",
            "DEPLOYMENT_ID": self.deployment,
            "METRICS_TOKEN": metrics_token,
            "LABS_PER_USER": "40",
            # A test's people have one address, and start more than others do.
            "LABS_PER_ADDRESS": "1000",
            "LIMIT_LABS": "no",
            "LIMIT_GUEST": "no",
            "LIMIT_SIGN_UP": "no",
            "POOL_MIN": "0",  # else every site would keep each lab's virtual machines warm
            "POOL_MAX": "0",  # no machines but those that a test starts
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
            **(env or {}),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: subprocess.Popen[str] | None = None

    def __enter__(self) -> Site:
        try:
            self.furnish()
            self.manifest_write()
            for name in procfile():
                self.start(name)
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_details: object) -> None:
        if self.commands:
            self.commands.communicate()
        for name in list(self.processes):
            self.stop(name)
        for machine in self.machines():
            self.docker("rm", "-f", machine)
        shutil.rmtree(self.var, ignore_errors=True)

    def furnish(self) -> None:
        """A copy of what the first site of this process had at its start; it takes no second."""
        if self.env["DATABASE_URL"] != sqlite_url(self.var):
            self.prepare()
            self.publish(course_folder)
            return
        shutil.copytree(furnished(), self.var, dirs_exist_ok=True)

    def manifest_write(self) -> None:
        """What `manage.py lab manifest` would write, without starting a process for it."""
        manifest = Manifest(
            deployment=self.env["DEPLOYMENT_ID"],
            machines_most=2 * int(self.env.get("LABS_MAX", 40)),
            images=images_built(),
        )
        manifest_write(Path(self.env.get("BROKER_DIR") or self.var / "broker"), manifest)

    def prepare(self) -> None:
        """Makes the database and the static files."""
        self.manage("migrate", "--no-input", "-v", "0")
        self.manage("collectstatic", "--no-input", "-v", "0")

    def publish(self, course: Path) -> None:
        self.manage("course", "publish", str(course))

    def manage(self, *words: str) -> str:
        """What `manage.py words…` prints. Raises RuntimeError with its output where it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=root,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def command(self, *words: str) -> str:
        """What `manage` gives, from a process that stays until the site ends: the second time it
        takes no seconds."""
        if not self.commands:
            with (self.var / "commands.log").open("ab") as log:
                self.commands = subprocess.Popen(
                    [sys.executable, "-m", "tests.site_commands"],
                    cwd=root,
                    env=self.env,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    preexec_fn=functools.partial(end_with_parent, os.getpid()),  # noqa: PLW1509
                )
        assert self.commands.stdin
        assert self.commands.stdout
        self.commands.stdin.write(f"{json.dumps(words)}\n")
        self.commands.stdin.flush()
        if not (answer := self.commands.stdout.readline()):
            raise RuntimeError(f"manage.py {' '.join(words)}: no answer\n{self.logs()}")
        printed, fault = json.loads(answer)
        if fault:
            raise RuntimeError(f"manage.py {' '.join(words)}:\n{printed}{fault}")
        return str(printed)

    def start(self, name: str, entry: str = "") -> None:
        """Starts one entry of the Procfile in a process group of its own.

        With `entry` it is that one, under another name: a second keeper, say. To be called from
        a thread that stays, since the process ends with the thread that started it.
        """
        ending = functools.partial(end_with_parent, os.getpid())  # should this one be killed
        with (self.var / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                f"exec {procfile()[entry or name]}",
                shell=True,
                cwd=root,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr if self.loud else log,
                stderr=sys.stderr if self.loud else log,
                start_new_session=True,
                preexec_fn=ending,  # noqa: PLW1509
            )

    def stop(self, name: str, *, kill: bool = False) -> None:
        """Ends an entry as Ctrl+C would, or with `kill` as a crash would, children and all."""
        process = self.processes.pop(name)
        try:
            os.killpg(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
            process.wait(10)
        except ProcessLookupError:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def wait(self, *, seconds: float = 120) -> dict[str, Any]:
        """The health report, once the site gives one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.asked("/healthz"), timeout=5) as response:
                    report: dict[str, Any] = json.load(response)
                    return report
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError(f"the site did not answer within {seconds} s:\n{self.logs()}")

    def asked(self, path: str) -> urllib.request.Request:
        """A request by whoever may see the details of health, and metrics."""
        return urllib.request.Request(
            f"{self.url}{path}", headers={"Authorization": f"Bearer {metrics_token}"}
        )

    def logs(self) -> str:
        """What its processes have printed so far."""
        return "\n".join(path.read_text() for path in sorted(self.var.glob("*.log")))

    def machines(self) -> list[str]:
        """Ids of the containers, running or not, that carry this site's mark."""
        return self.docker(
            "ps", "-aq", "--filter", f"label=virtlearn.deployment={self.deployment}"
        ).split()

    def docker(self, *words: str) -> str:
        """What `docker words…` prints, asked of the engine that the site uses."""
        done = subprocess.run(
            ["docker", *words], capture_output=True, text=True, check=False, env=self.env
        )
        return done.stdout
