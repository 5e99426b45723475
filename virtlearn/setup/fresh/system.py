"""A bare system on disk and as a running set of processes; it leaves nothing behind."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from virtlearn.setup.console import SetupError, answers, run, say
from virtlearn.setup.fresh import commands, first_process
from virtlearn.setup.fresh.cases import Case, learner
from virtlearn.setup.fresh.host import Host
from virtlearn.setup.fresh.keyring import ubuntu_keyring
from virtlearn.setup.fresh.network import Network, name_prefix, resolver_file
from virtlearn.setup.fresh.possible import NotPossibleError, mirror_reached
from virtlearn.setup.fresh.sources import ubuntu_suites
from virtlearn.setup.processes import within

control_groups = Path("/sys/fs/cgroup")
daemon_seconds = 60.0


def archive_make(suite: str, packages: list[str], host: Host, folder: Path) -> Path:
    """The minimal root of `suite` as an archive, kept in `folder` for the next time.

    Raises NotPossibleError where the packages can't be had, a second try included, or could not be
    had inside.
    """
    mirror_reached(host)
    lines = [source.line for source in host.sources]
    said = "\n".join(["apt", *packages, *lines, host.apt_options])
    archive = folder / f"{suite}-{hashlib.sha256(said.encode()).hexdigest()[:12]}.tar"
    if archive.exists():
        return archive
    apt_file = None
    if host.apt_options:
        apt_file = folder / "apt.conf"
        apt_file.write_text(host.apt_options)
    unfinished = archive.with_suffix(f".{os.getpid()}.tar")
    keyring = ubuntu_keyring(folder) if suite in ubuntu_suites else None
    words = commands.mmdebstrap(
        suite, packages, host.sources, apt_file, unfinished, keyring=keyring
    )
    try:
        archive_write(words)
        unfinished.rename(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    return archive


def archive_write(words: list[str]) -> None:
    if answers(words, timeout=2 * commands.archive_seconds):
        return
    try:  # once more, in words
        run(words, mend="Is Debian's mirror reachable?")
    except SetupError as error:
        raise NotPossibleError(str(error), error.mend) from error


class System:
    """`with System(archive, case, host, folder) as system:` a bare system, ready for commands."""

    def __init__(
        self, archive: Path, case: Case, host: Host, folder: Path, *, keep: bool = False
    ) -> None:
        self.archive = archive
        self.case = case
        self.host = host
        self.keep = keep
        self.name = (
            f"{name_prefix}{secrets.token_hex(3)}"  # a network device's name has 15 characters
        )
        self.root = folder / f"root-{self.name}"
        self.first: subprocess.Popen[str] | None = None
        self.pid = 0
        self.network = Network(self.name)

    def __enter__(self) -> System:
        try:
            self.unpack()
            self.furnish()
            self.boot()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def unpack(self) -> None:
        self.root.mkdir(parents=True)
        run(["tar", "--numeric-owner", "-xpf", str(self.archive), "-C", str(self.root)])

    def furnish(self) -> None:
        """How to reach the registries, the repository's HEAD, and an ordinary user."""
        for source, place in self.host.copies:
            self.copy(source, place)
        self.copy(resolver_file(), "/etc/resolv.conf")
        self.copy(Path("/etc/hosts"), "/etc/hosts")
        bundle = self.root / "srv/virtlearn.bundle"
        run(["git", "bundle", "create", "-q", str(bundle), "HEAD"])
        for words in (
            ("update-ca-certificates",),
            ("useradd", "--create-home", "--shell", "/bin/bash", learner),
            ("chown", "-R", f"{learner}:", f"/home/{learner}"),
        ):
            run(["chroot", str(self.root), *words], env={"PATH": commands.path})
        for source, place in self.host.copies:  # the former command wrote a bundle of its own
            if place.startswith("/etc/ssl/"):
                self.copy(source, place)

    def copy(self, source: Path, place: str) -> None:
        target = self.root / place.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # as a link it could lead to a file of this host
        shutil.copy(source, target)

    def boot(self) -> None:
        folders = [str(folder) for folder in self.host.folders]
        program = str(Path(first_process.__file__))
        words = [sys.executable, program, str(self.root), "bare", *folders]
        self.first = subprocess.Popen(
            commands.namespaces(words), stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.first.stdout  # noqa: S101 - for the type checker
        if self.first.stdout.readline().strip() != "ready":
            raise SetupError("The bare system's folders could not be mounted.")
        children = Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children").read_text()
        self.pid = int(children.split()[0])
        self.network.up(self.pid)

    def start(
        self, script: str, log: IO[bytes] | int = subprocess.DEVNULL, *, as_root: bool = False
    ) -> subprocess.Popen[bytes]:
        """The script as a process of the case's user, in a process group of its own."""
        case = Case("root", self.case.engine) if as_root else self.case
        env = commands.environment(case, self.host.environment)
        return subprocess.Popen(
            commands.inside(self.pid, case.user, env, f"cd; {script}"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self, script: str, log: Path, *, as_root: bool = False) -> None:
        """Waits for the script's end. Raises SetupError where it fails."""
        with log.open("ab") as file:
            code = self.start(script, file, as_root=as_root).wait()
        if code:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            raise SetupError(f"{script.splitlines()[0]} ended with {code}:\n{tail}", str(log))

    def output(self, script: str) -> str:
        """What the script prints as root; nothing where it fails."""
        process = self.start(script, subprocess.PIPE, as_root=True)
        said, _ = process.communicate()
        return "" if process.returncode else said.decode(errors="replace")

    def engine_prepare(self) -> None:
        """Settings of an engine that may come to be: see `daemon_settings`."""
        file = self.root / "etc/docker/daemon.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(commands.daemon_settings(self.name))

    def engine_start(self, log: Path) -> None:
        """Debian's engine inside, as its service would start it; the user in its group or not."""
        names = " ".join(commands.engine_packages)
        self.run(
            "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq\n"
            f"apt-get install -y -qq --no-install-recommends {names}",
            log,
            as_root=True,
        )
        if self.case.engine == "ready" and self.case.user != "root":
            self.run(f"usermod -aG docker {self.case.user}", log, as_root=True)
        self.start("exec dockerd --group docker >/var/log/dockerd.log 2>&1", as_root=True)
        end = time.monotonic() + daemon_seconds
        while not self.output(commands.engine_asked("/version")):
            if time.monotonic() > end:
                raise SetupError("dockerd does not answer.", "Read its /var/log/dockerd.log.")
            time.sleep(0.5)

    def close(self) -> None:
        """Takes all of it down; a signal that comes meanwhile waits until that is done."""
        came: list[int] = []
        # Another thread may take the signal, and Python handles it here all the same; what this
        # starts meanwhile inherits the mask.
        handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
        for each in handlers:
            signal.signal(each, lambda number, _frame: came.append(number))
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, handlers)
        try:
            self.remove()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            for each, handler in handlers.items():
                signal.signal(each, handler)
            for number in came[:1]:
                signal.raise_signal(number)

    def remove(self) -> None:
        """Ends every process inside, and removes what was made for it, the folder last."""
        if self.first:
            self.first.kill()  # the namespaces' first process follows it, and takes all others
            self.first.wait()
            self.ended()
        self.network.down()
        groups_remove(self.name)
        if self.keep:
            say(f"  Kept: {self.root}")
            return
        mounted = [
            line
            for line in Path("/proc/mounts").read_text().splitlines()
            if f" {self.root}" in line
        ]
        if mounted:
            raise SetupError(f"Still mounted below {self.root}, which is left there: {mounted}")
        shutil.rmtree(self.root)

    def ended(self) -> None:
        for _ in range(200):
            try:
                if self.pid and not any(True for _ in within(self.pid)):
                    return
            except OSError:
                return
            time.sleep(0.05)


def groups_remove(name: str) -> None:
    """Removes control groups called `name`, of every hierarchy, whose processes have ended."""
    for top in (control_groups, *control_groups.glob("*")):
        for folder, _, _ in os.walk(top / name, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
