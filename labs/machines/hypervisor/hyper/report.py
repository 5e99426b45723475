"""What a machine has taken and done, as tables: `vm stats` and `vm accesses`."""

from __future__ import annotations

import os
from pathlib import Path

from . import accesses, figures, texts
from .arguments import Order
from .language import said
from .machine import accelerator, machine_get


def stats(order: Order) -> None:
    machine = machine_get(order.name)
    with machine.qmp() as qmp:
        thread = qmp.ask("query-cpus-fast")[0]["thread-id"]
        left = figures.exits(qmp.ask("query-stats", target="vcpu"))
        jit = None if left else figures.blocks(qmp.ask("x-query-jit")["human-readable-text"])
    process = Path(f"/proc/{machine.pid()}")
    memory = figures.smaps_mb((process / "smaps_rollup").read_text())
    ticks = os.sysconf("SC_CLK_TCK")
    whole = figures.cpu_seconds((process / "stat").read_text(), ticks)
    vcpu = figures.cpu_seconds((process / "task" / str(thread) / "stat").read_text(), ticks)
    rows = [
        [said("guest memory", "memoria del invitado"), f"{machine.memory} MB"],
        ["QEMU, PSS", f"{memory['pss']:.1f} MiB" if memory else "?"],
        [said("QEMU, private", "QEMU, privada"), f"{memory['private']:.1f} MiB" if memory else "?"],
        [said("vCPU time", "tiempo de la vCPU"), f"{vcpu:.2f} s"],
        [said("QEMU, all threads", "QEMU, todos los hilos"), f"{whole:.2f} s"],
    ]
    rows += [[name, str(count)] for name, count in left.items()]
    if not left:
        rows.append([said("exits", "salidas"), said("TCG has none", "TCG no tiene")])
    if jit is not None:
        rows.append([said("translated blocks", "bloques traducidos"), str(jit)])
    print(figures.table(rows))
    note()


def accesses_show(order: Order) -> None:
    found = accesses.watched(machine_get(order.name), order.rest)
    print(order.rest)
    rows = [["DEVICE", "READS", "WRITES"]]
    rows += [[device, str(reads), str(writes)] for device, (reads, writes) in found.items()]
    rows.append(["total", *(str(sum(each)) for each in zip(*found.values(), strict=True))])
    print(figures.table(rows))


def note() -> None:
    if accelerator() == "tcg":
        print(said(*texts.tcg_note))
