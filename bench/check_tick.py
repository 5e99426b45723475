"""From the last output of the command that does a task to the tick in the page's fragment.

Floor: one who looks at the same shell through Docker's attach waits for the same quiet, and runs
the same check through Docker's exec. What a browser needs to swap the fragment is in neither.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.here import site
from bench.lab import Browser, Terminal, backend, images_ready, lab, lab_running, machine

names = ("check_tick_ms",)
rounds = 3
folder = Path(__file__).parent.parent / "lessons/content/containers-vs-kvm/labs/whose-kernel"
# Tasks that nothing else waits for, each with what does it.
commands = {
    "read-version": "cat /proc/version > ~/kernel.txt",
    "two-versions": "(uname -r; grep PRETTY_NAME /etc/os-release) > ~/whose.txt",
    "first-process": "cat /proc/1/comm > ~/pid1.txt",
    "locked-knob": "(echo 1 | tee /proc/sys/vm/swappiness; grep CapEff /proc/self/status) "
    "> ~/knob.txt 2>&1",
}
pause = 1.5  # seconds that a learner takes for the next command at least
page_waits = 0.03  # seconds for which the page's script gathers what is to be fetched
after_enter = re.compile(rb"\n[^\n]*learner@[^\n]*\$ ")


def measure(wanted: Collection[str]) -> Iterator[Figure]:
    """Give the figure."""
    images_ready()
    values: list[float] = []
    floors: list[float] = []
    for _ in range(rounds):
        browser = Browser(site())
        with lab_running(browser) as terminal, machine() as handle:
            bare = Bare(handle)
            for task, command in commands.items():
                values.append(tick(browser, terminal, task, command))
                floors.append(bare.tick(task, command))
    value, floor = statistics.median(values), statistics.median(floors)
    yield Figure(names[0], value, "ms", floor, len(values), backend())


def tick(browser: Browser, terminal: Terminal, task: str, command: str) -> float:
    """Milliseconds until the fragment has the tick."""
    time.sleep(pause)
    terminal.send(command.encode() + b"\r")
    terminal.until(after_enter)
    last = time.perf_counter()
    done = re.compile(rf'<section id="task-{task}"\s+class="task done"')
    deadline = last + 10
    while time.perf_counter() < deadline:
        opcode, data = terminal.frame()
        if opcode == 2:
            last = time.perf_counter()  # there was more
        elif opcode == 1 and b'"tasks"' in data:
            time.sleep(page_waits)
            if done.search(browser.ask("GET", f"/en/{lab}state/", **{"HX-Request": "true"})):
                return (time.perf_counter() - last) * 1e3
    raise RuntimeError(f"{task} was not ticked")


class Bare:
    """The same shell and the same checks, without the web."""

    def __init__(self, handle: Any) -> None:
        from labs.engines.docker.engine import DockerEngine
        from labs.terminal.core.times import usual

        self.engine = DockerEngine()
        self.handle = handle
        self.stream = self.engine.attach(handle)
        self.quiet = usual.quiet

    def tick(self, task: str, command: str) -> float:
        """Milliseconds until the check has passed."""
        time.sleep(pause)
        self.stream.socket.settimeout(30)
        self.stream.socket.sendall(command.encode() + b"\r")
        text = b""
        while not after_enter.search(text):
            text += self.stream.socket.recv(65536)
        last = time.perf_counter()
        self.stream.socket.settimeout(self.quiet)
        try:
            while self.stream.socket.recv(65536):
                last = time.perf_counter()
        except TimeoutError:
            pass  # it is quiet now
        script = (folder / f"check-{task}.sh").read_text()
        api = self.engine.api
        made = api.exec_create(self.handle.id, ["/bin/sh", "-c", script], user="1000:1000")
        api.exec_start(made["Id"])
        if api.exec_inspect(made["Id"])["ExitCode"] != 0:
            raise RuntimeError(f"{task} is not done")
        return (time.perf_counter() - last) * 1e3
