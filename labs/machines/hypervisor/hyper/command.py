"""`vm`: what each command does, and how it says what came of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from . import console, figures, moves, report, texts
from .arguments import Order, order_parse
from .errors import VmError
from .guests import disk_bytes, folder, guests
from .language import said
from .machine import Machine, accelerator, alone, home, machine_get, machine_list, room_check

disk_most = 4 * 1024 * 1024  # bytes of a disk that a learner brings
end_seconds = 10.0
changing = frozenset({"start", "stop", "pause", "resume", "snapshot", "restore", "migrate"})
wait_seconds = 60.0


def main(words: list[str]) -> int:
    try:
        order = order_parse(words)
        home.mkdir(exist_ok=True)
        with alone(order.name) if order.command in changing else nullcontext():
            commands[order.command](order)
    except VmError as error:
        print(f"vm: {error.text}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        why = f"{error.filename}: {error.strerror}"
        failed = said("That could not be done.", "No se pudo hacer.")
        print(f"vm: {failed} {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def start(order: Order) -> None:
    guest = order.texts.get("guest", "sector" if "disk" in order.texts else "linux")
    if guest not in guests:
        known = ", ".join(guests)
        raise VmError(
            f"There is no guest '{guest}'. On board are {known}.",
            f"No hay ningún invitado '{guest}'. A bordo están {known}.",
        )
    kind = guests[guest]
    memory = int(order.numbers.get("memory", kind.memory))
    if memory < kind.least:
        raise VmError(
            f"{guest} does not fit into {memory} MB; it needs {kind.least}.",
            f"{guest} no cabe en {memory} MB; necesita {kind.least}.",
        )
    machine = Machine(order.name, guest, memory, 1)
    if (machine.folder / "about.json").exists() and machine_get(order.name).exit_status() is None:
        raise VmError(
            f"{order.name} is running already. `vm stop {order.name}` switches it off.",
            f"{order.name} ya está en marcha. `vm stop {order.name}` la apaga.",
        )
    room_check(memory)
    disk = disk_read(order.texts.get("disk", ""), guest)
    shutil.rmtree(machine.folder, ignore_errors=True)
    machine.folder.mkdir(parents=True)
    if disk:
        (machine.folder / "disk").write_bytes(disk)
    if guest == "disks":
        for name in ("ide", "virtio"):
            with (machine.folder / name).open("wb") as file:
                file.truncate(disk_bytes)
    began = time.monotonic()
    machine.launch(1)
    machine.save()
    machine.answered()
    if kind.ends:
        finished(machine, began)
    else:
        print(
            f"{machine.name}: {guest}, {memory} MB, {accelerator().upper()}, pid {machine.pid()}\n"
            f"vm console {machine.name}"
        )


def disk_read(path: str, guest: str) -> bytes:
    if guest != "sector":
        if path:
            raise VmError(
                "A disk goes with --guest sector alone.", "Un disco solo va con --guest sector."
            )
        return b""
    try:
        with Path(path or folder / "sector").open("rb") as file:
            data = file.read(disk_most + 1)
    except OSError as error:
        raise VmError(
            f"{path} cannot be read: {error.strerror}.",
            f"No se puede leer {path}: {error.strerror}.",
        ) from error
    if len(data) > disk_most:
        raise VmError(
            f"{path} is too large: a disk has at most {disk_most} bytes here.",
            f"{path} es demasiado grande: aquí un disco tiene como máximo {disk_most} bytes.",
        )
    return data + bytes(-len(data) % 512)


def finished(machine: Machine, began: float) -> None:
    """For a guest that does its work and ends: its words, and its exit code."""
    deadline = began + end_seconds
    while machine.exit_status() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    took = round((time.monotonic() - began) * 1000)
    print(machine.log().decode(errors="replace").replace("\r", "").strip())
    status = machine.exit_status()
    if status is None:
        print(f"{machine.name}: vm console {machine.name}")
    else:
        off = said("off, with code", "apagada, con el código")
        print(f"{machine.name}: {off} {status} ({took} ms, {accelerator().upper()})")


def listing(_order: Order) -> None:
    rows = [["NAME", "GUEST", "MB", "STATE", "PROCESS", "PID"]]
    for machine in machine_list():
        status = machine.exit_status()
        pid = str(machine.pid()) if status is None else "-"
        state = state_of(machine) if status is None else f"off, code {status}"
        rows.append(
            [machine.name, machine.guest, str(machine.memory), state, str(machine.process), pid]
        )
    print(figures.table(rows))


def state_of(machine: Machine) -> str:
    try:
        with machine.qmp() as qmp:
            return str(qmp.ask("query-status")["status"])
    except VmError:
        return "?"


def log(order: Order) -> None:
    machine = machine_get(order.name)
    numbers = range(1, machine.process + 1)
    if wanted := int(order.numbers.get("process", 0)):
        if wanted not in numbers:
            raise VmError(
                f"{machine.name} has had the processes 1 to {machine.process}.",
                f"{machine.name} ha tenido los procesos 1 a {machine.process}.",
            )
        numbers = range(wanted, wanted + 1)
    text = b"".join(machine.log(number) for number in numbers).decode(errors="replace")
    sys.stdout.write(figures.shown(text).replace("\r", ""))


def wait(order: Order) -> None:
    """Until the console of the process of now shows the text. For scripts."""
    deadline = time.monotonic() + order.numbers.get("seconds", wait_seconds)
    while True:
        machine = machine_get(order.name)
        if order.rest in machine.log().decode(errors="replace"):
            return
        if machine.exit_status() is not None or time.monotonic() > deadline:
            raise VmError(
                f"'{order.rest}' is not on {machine.name}'s console.",
                f"'{order.rest}' no está en la consola de {machine.name}.",
            )
        time.sleep(0.05)


def pause(order: Order) -> None:
    with machine_get(order.name).qmp() as qmp:
        qmp.ask("stop")
    print(f"{order.name}: {said('paused', 'en pausa')}")


def resume(order: Order) -> None:
    with machine_get(order.name).qmp() as qmp:
        qmp.ask("cont")
    print(f"{order.name}: {said('running', 'en marcha')}")


def snapshot(order: Order) -> None:
    facts = moves.snapshot(machine_get(order.name))
    print(
        figures.table(
            [
                [said("stood still", "parada"), f"{facts['stood_ms']:g} ms"],
                [said("file", "archivo"), f"{facts['file_mb']:g} MB"],
            ]
        )
    )
    report.note()


def restore(order: Order) -> None:
    print(moves.restore(machine_get(order.name)))


def migrate(order: Order) -> None:
    machine = machine_get(order.name)
    numbers = order.numbers
    facts = moves.migrate(machine, numbers.get("downtime-limit", 0), numbers.get("bandwidth", 0))
    rows = [
        [said("total time", "tiempo total"), f"{facts['total_ms']:g} ms"],
        [said("downtime", "parada"), f"{facts['downtime_ms']:g} ms"],
        [said("downtime limit", "límite de parada"), f"{facts['limit_ms']:g} ms"],
        [said("memory sent", "memoria enviada"), f"{facts['sent_mb']:g} MB"],
        [said("rounds", "vueltas"), f"{facts['rounds']:g}"],
    ]
    if facts["silence_ms"]:
        rows.append([said("console silent", "consola callada"), f"{facts['silence_ms']:g} ms"])
    print(f"{machine.name}: {said('process', 'proceso')} {machine.process}, pid {machine.pid()}")
    print(figures.table(rows))
    report.note()


def history(order: Order) -> None:
    machine = machine_get(order.name)
    try:
        sys.stdout.write((machine.folder / "history").read_text())
    except FileNotFoundError:
        none = said("no migration yet", "todavía ninguna migración")
        print(f"{machine.name}: {none}", file=sys.stderr)


def stop(order: Order) -> None:
    machine = machine_get(order.name)
    machine.quit()
    shutil.rmtree(machine.folder, ignore_errors=True)
    print(f"{machine.name}: {said('off and forgotten', 'apagada y olvidada')}")


def qmp_say(order: Order) -> None:
    try:
        what = json.loads(order.rest)
    except ValueError as error:
        raise VmError(
            f'That is no JSON ({error}). Written: vm qmp NAME \'{{"execute": "query-status"}}\'',
            f'Eso no es JSON ({error}). Se escribe: vm qmp NAME \'{{"execute": "query-status"}}\'',
        ) from error
    with machine_get(order.name).qmp() as qmp:
        print(json.dumps(qmp.send(what), indent=2))


commands: dict[str, Callable[[Order], None]] = {
    "start": start,
    "list": listing,
    "console": lambda order: console.console(machine_get(order.name)),
    "log": log,
    "type": lambda order: console.type_line(machine_get(order.name), order.rest),
    "pause": pause,
    "resume": resume,
    "snapshot": snapshot,
    "restore": restore,
    "migrate": migrate,
    "history": history,
    "stats": report.stats,
    "accesses": report.accesses_show,
    "stop": stop,
    "qmp": qmp_say,
    "wait": wait,
    "help": lambda _order: print(said(texts.english, texts.spanish), end=""),
    "help-es": lambda _order: print(texts.spanish, end=""),
}
