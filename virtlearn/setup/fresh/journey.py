"""The way of a newcomer through one case: clone, `make run` twice, `make test`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from virtlearn.setup.console import SetupError, step
from virtlearn.setup.fresh import commands
from virtlearn.setup.fresh.cases import Case
from virtlearn.setup.fresh.system import System
from virtlearn.setup.processes import left_over, within

health_seconds = 30.0
stop_seconds = 60.0
ending_seconds = 15.0  # from the end of `make run` until the last of its processes has gone
building_seconds = 300.0  # from the first page until the engine has something to do
port = 8765  # another than `make run` takes by itself
address = f"http://127.0.0.1:{port}/"
refusal_said = "needs more than this system has"
mend_said = "As root, in this folder: make system"


@dataclass
class Outcome:
    """What was measured in a case, in seconds by name, and what went wrong."""

    case: Case
    figures: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    page_seconds: float
    run: bool
    test: bool
    test_arguments: str


def last_words(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Journey:
    """Steps of one case; each fault is kept, and the next step is tried all the same."""

    def __init__(self, system: System, logs: Path, limits: Limits) -> None:
        self.system = system
        self.logs = logs
        self.limits = limits
        self.folder = f"{system.case.home}/virtlearn"
        self.outcome = Outcome(system.case)
        self.opener = system.network.opener()

    def log(self, name: str) -> Path:
        return self.logs / f"{self.system.case.name}-{name}.log"

    def go(self) -> Outcome:
        case = self.system.case
        if case.builds or case.daemon:
            self.system.engine_prepare()
        if case.daemon:
            with step("Docker Engine inside"):
                self.system.engine_start(self.log("engine"))
        begin = time.monotonic()
        with step("git clone"):
            self.system.run(commands.clone_script(self.folder), self.log("clone"))
        if self.limits.run and self.attempt(
            lambda: self.serve("first_page_bare_s", begin, watch=case.builds)
        ):
            self.attempt(lambda: self.serve("first_page_again_s", time.monotonic()))
        if self.limits.test:
            self.attempt(self.test)
        return self.outcome

    def answers(self, url: str) -> bool:
        """Whether a page is served there, inside; an error page is none."""
        try:
            with self.opener.open(url, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:  # urllib's errors are of this kind
            return False

    def answers_in_time(self, url: str, seconds: float = health_seconds) -> bool:
        """The same, for a machine that is busy: asks again until `seconds` are over."""
        end = time.monotonic() + seconds
        while not self.answers(url):
            if time.monotonic() > end:
                return False
            time.sleep(0.5)
        return True

    def attempt(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except SetupError as error:
            self.outcome.faults.append(f"{error}\n{error.mend}".strip())
            return False
        return True

    def serve(self, name: str, begin: float, *, watch: bool = False) -> None:
        """`make run` until its first page, which is measured since `begin`; then Ctrl+C.

        With `watch` the labs' images must be on their way before it is stopped.
        """
        log = self.log(name.removesuffix("_s").replace("_", "-"))
        with self.running(commands.run_script(self.folder, port), log) as process:
            with step(f"make run, {name}"):
                self.page_await(process, log)
                self.outcome.figures[name] = time.monotonic() - begin
            if not self.answers_in_time(f"{address}healthz"):
                self.outcome.faults.append("/healthz does not answer with 200")
            if address not in log.read_text(errors="replace"):
                self.outcome.faults.append("make run serves without having printed its address")
            if watch:
                with step("The labs' images are being built"):
                    self.building_await(log)

    @contextmanager
    def running(self, script: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        with log.open("wb") as file:
            process = self.system.start(script, file)
        try:
            yield process
        finally:
            with step("Ctrl+C"):
                self.stop(process)

    def page_await(self, process: subprocess.Popen[bytes], log: Path) -> None:
        end = time.monotonic() + self.limits.page_seconds
        while not self.answers(address):
            if process.poll() is not None:
                raise SetupError(f"make run ended with {process.returncode}:\n{last_words(log)}")
            if time.monotonic() > end:
                raise SetupError(
                    f"No page within {self.limits.page_seconds:.0f} s:\n{last_words(log)}"
                )
            time.sleep(0.05)

    def building_await(self, log: Path) -> None:
        """Asks the engine and the process list, whatever `make run` says of it."""
        end = time.monotonic() + building_seconds
        while not self.building():
            if time.monotonic() > end:
                raise SetupError(
                    f"No image of the labs is being built after {building_seconds:.0f} s:\n"
                    f"{last_words(log)}"
                )
            time.sleep(0.5)

    def building(self) -> bool:
        if self.system.output(commands.engine_asked("/images/json?all=1")).strip() not in {
            "",
            "[]",
        }:
            return True
        words = (word for each in within(self.system.pid) for word in each.words)
        return any(Path(word).name == "mmdebstrap" for word in words)

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """SIGINT for all of its process group inside, as a terminal sends it; then a look around.

        The command that entered the system belongs to the group too, and is spared: it hands over
        the exit status.
        """
        for each in within(self.system.pid):
            if each.group == process.pid:
                with suppress(ProcessLookupError):
                    os.kill(each.pid, signal.SIGINT)
        try:
            code = process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            self.outcome.faults.append(f"make run goes on {stop_seconds:.0f} s after Ctrl+C")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        else:
            if code not in {0, 2, 130, -signal.SIGINT}:  # how make tells of it
                self.outcome.faults.append(f"make run ended with {code} after Ctrl+C")
        end = time.monotonic() + ending_seconds
        while (left := left_over(within(self.system.pid))) and time.monotonic() < end:
            time.sleep(0.2)
        for words in left:
            self.outcome.faults.append(f"left running after Ctrl+C: {words}")

    def test(self) -> None:
        """`make test` passes with an engine. Without one it ends and says why; for who may install
        nothing, until root has brought what it needs."""
        case = self.system.case
        if not case.builds or case.user != "root":
            self.refusal()
        if not case.builds:
            return
        if case.user != "root":
            self.system_installed()
        log = self.log("test")
        begin = time.monotonic()
        with step("make test"), log.open("wb") as file:
            script = commands.test_script(self.folder, self.limits.test_arguments)
            code = self.system.start(script, file).wait()
        self.outcome.figures["test_s"] = time.monotonic() - begin
        if code:
            said = log.read_text(errors="replace")
            failed = re.findall(r"^(?:FAILED|ERROR) .*", said, re.MULTILINE)
            raise SetupError(
                f"make test ended with {code}:\n" + ("\n".join(failed) or last_words(log))
            )

    def refusal(self) -> None:
        """`make test` says what is missing, and has loaded nothing for the tests then."""
        log = self.log("test-refused")
        with step("make test, which has to refuse"), log.open("wb") as file:
            code = self.system.start(commands.test_script(self.folder, ""), file).wait()
        said = log.read_text(errors="replace")
        expected = [refusal_said, *([mend_said] if self.system.case.user != "root" else [])]
        if not code or any(each not in said for each in expected):
            raise SetupError(f"make test does not say what it needs:\n{last_words(log)}")
        if self.system.output(commands.loaded_script(self.folder)).startswith("dev"):
            raise SetupError("make test has loaded packages before it said what it needs")

    def system_installed(self) -> None:
        """Root brings what is missing, once, and leaves nothing of root's in the user's clone."""
        for name in ("system", "system-again"):
            self.log(name).unlink(missing_ok=True)
            with step(f"make {name.replace('-', ', ')}"):
                self.system.run(commands.system_script(self.folder), self.log(name), as_root=True)
        if "apt-get install" in (said := self.log("system-again").read_text(errors="replace")):
            raise SetupError(f"make system installs again what is there:\n{said}")
        if found := self.system.output(commands.foreign_script(self.folder)):
            raise SetupError(f"make system leaves files of root's in the user's clone:\n{found}")
