"""Virtual machines by hand in a hypervisor: guests that are not Linux, and one that moves."""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.engines.docker.engine import DockerEngine
from tests.labs.machines.machine import Made, made_for, prompt, read_until
from tests.labs.streams import enter

content = Path(__file__).parents[3] / "lessons/content/containers-vs-kvm"
deployment = f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def made(vm_engine: DockerEngine) -> Iterator[Made]:
    with made_for(vm_engine, deployment, "hypervisor") as machine:
        yield machine


def vm(made: Made, order: str, seconds: float = 90) -> str:
    status, output = made.run(f"vm {order}", timeout=seconds)
    assert status == 0, output
    return output


def translated(made: Made) -> bool:
    return made.run("test -w /dev/kvm")[0] != 0


def ticks(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^tick (\d+)$", text, re.MULTILINE)]


def test_a_sector_without_linux_ends_with_a_code_of_its_own(made: Made) -> None:
    said = vm(made, "start boot --guest sector")
    assert "512 bytes speaking" in said
    assert re.search(r"\b33 \(\d+ ms, (TCG|KVM)\)", said)
    assert re.search(r"boot +sector +4 +off, code 33", vm(made, "list"))
    vm(made, "stop boot")


def test_the_lab_hands_a_container_the_same_512_bytes(made: Made, tmp_path: Path) -> None:
    script = (content / "labs/not-linux/init-refused.sh").read_text()
    script = script.replace("/home/learner", str(tmp_path))
    subprocess.run(["sh", "-c", script], check=True)
    found = hashlib.sha256((tmp_path / "sector").read_bytes()).hexdigest()
    assert made.run("sha256sum </guests/sector")[1].split()[0] == found
    assert (tmp_path / "sector").read_bytes()[:2] == b"MZ"


def test_a_disk_of_ones_own_is_booted(made: Made) -> None:
    # mov al, 7; out 0xf4, al; hlt: QEMU ends with (7 << 1) | 1
    script = r"printf '\260\007\346\364\364%505s\125\252' | tr ' ' '\0' >~/mine"
    status, output = made.run(f"{script}; vm start mine --disk ~/mine", timeout=60)
    assert status == 0, output
    assert re.search(r"\b15 \(\d+ ms", output)
    vm(made, "stop mine")


def test_gnu_mach_boots_as_far_as_it_can_alone(made: Made) -> None:
    vm(made, "start mach --guest mach")
    vm(made, "wait mach 'No bootstrap code loaded'")
    moved = made.run("vm migrate mach", timeout=60)[1]
    # It may have reset itself before it could be moved: what is said must be what is.
    row = re.search(r"^mach +mach +\d+ +(.+?) +(\d) +(\d+|-)$", vm(made, "list"), re.MULTILINE)
    assert row
    if "downtime " in moved:
        assert row[2] == "2", moved
    else:
        assert "mach is off" in moved
        assert row[1].startswith("off, code"), row[0]
        assert (row[2], row[3]) == ("1", "-")
    assert "GNU Mach 1.8" in vm(made, "log mach")
    vm(made, "stop mach")


def test_a_counter_goes_on_in_a_second_process(made: Made) -> None:
    vm(made, "start one")
    stream = made.engine.exec(made.handle, ["/lab/shell", "2"], rows=30, columns=100)
    try:
        read_until(stream, prompt)
        enter(stream, "vm console one")
        read_until(stream, "ready after(.|\n)*root@one", 90)
        enter(stream, "tick")
        read_until(stream, r"tick 3\s", 40)
        assert made.run("vm type one no")[0] == 1  # the terminal there has the keyboard
        moved = vm(made, "migrate one --downtime-limit 100")
        assert re.search(r"total time +\d+ ms\ndowntime +\d+ ms", moved)
        assert ("not KVM's" in moved) == translated(made)
        read_until(stream, r"now process 2(.|\n)*tick \d+\s", 40)
        enter(stream, "\x1d")
        read_until(stream, prompt)
    finally:
        stream.close()
    before, after = vm(made, "log one --process 1"), vm(made, "log one --process 2")
    whole = ticks(before + after)  # a line may be cut in two between them
    assert whole == list(range(1, len(whole) + 1))
    assert len(ticks(before)) >= 3
    assert ticks(after)
    assert re.search(
        r"^migrate 1>2 total_ms=\d+ downtime_ms=\d+ .*limit_ms=100", vm(made, "history one")
    )
    seam = made.run("cat /tmp/vm/one/2/seam")[1]
    marks = [
        tuple(map(int, mark)) for mark in re.findall(r"^tick (\d+) (\d) (\d+)$", seam, re.MULTILINE)
    ]
    numbers = [number for number, _, _ in marks]
    assert numbers == list(range(numbers[0], numbers[0] + len(marks)))
    assert [process for _, process, _ in marks] == sorted(process for _, process, _ in marks)
    times = [at for _, _, at in marks]
    assert times == sorted(times)
    stop = re.search(r"^stopped (-?\d+)\nresumed (\d+)\n", seam, re.MULTILINE)
    assert stop, seam
    assert int(stop[1]) <= int(stop[2])


def test_pause_stops_it_and_a_snapshot_brings_the_past_back(made: Made) -> None:
    vm(made, "pause one")
    assert re.search(r"one .* paused ", vm(made, "list"))
    stood = ticks(vm(made, "log one"))[-1]
    time.sleep(1)  # five ticks' time
    assert ticks(vm(made, "log one"))[-1] == stood
    vm(made, "snapshot one")
    assert re.search(r"one .* paused ", vm(made, "list"))
    vm(made, "resume one")
    vm(made, f"wait one 'tick {stood + 4}'")
    vm(made, "restore one")
    vm(made, "wait one tick")
    assert ticks(vm(made, "log one --process 3"))[0] <= stood + 2


def test_two_commands_do_not_change_one_machine_at_once(made: Made) -> None:
    script = "(flock 9; sleep 3) 9>/tmp/vm/.one.lock & sleep 0.5; vm pause one"
    status, output = made.run(script, timeout=30)
    assert status == 1
    assert "Another `vm` is at work on one" in output


def test_a_guest_has_few_devices_and_none_of_a_network(made: Made) -> None:
    tree = vm(
        made,
        """qmp one '{"execute": "human-monitor-command",
        "arguments": {"command-line": "info qtree"}}'""",
    )
    devices = set(re.findall(r"dev: ([\w-]+)", tree))
    assert devices <= {
        *("virtio-mmio", "isa-serial", "isabus-bridge", "ioapic", "microvm", "fw_cfg_io"),
        *("kvm-ioapic", "kvmclock", "kvm-pit", "isa-pit", "isa-i8259", "mc146818rtc", "kvm-i8259"),
        *("acpi-ged", "kvmvapic"),
    }, devices
    assert "virtio-mmio-bus" in tree
    assert "virtio-net" not in tree


def test_a_guest_that_writes_without_end_does_not_fill_the_machine(made: Made) -> None:
    log = "/tmp/vm/one/3/log"
    script = f"head -c 5M /dev/zero >>{log}; for n in $(seq 400); do"
    script += f" [ $(stat -c %s {log}) -lt 1000000 ] && exit 0; sleep 0.1; done; exit 1"
    assert made.run(script, timeout=60)[0] == 0
    vm(made, "wait one tick")  # the log goes on


def test_what_it_takes_is_told(made: Made) -> None:
    said = vm(made, "stats one")
    assert float(re.search(r"QEMU, PSS +([\d.]+) MiB", said)[1]) > 40  # type: ignore[index]
    assert float(re.search(r"vCPU time .* ([\d.]+) s", said)[1]) >= 0  # type: ignore[index]
    assert ("TCG has none" in said) == translated(made)
    assert '"running": true' in vm(made, """qmp one '{"execute": "query-status"}'""")


def test_what_cannot_be_is_said_and_breaks_nothing(made: Made) -> None:
    for order, said in (
        ("start one", "running already"),
        ("start two --memory 8", "does not fit"),
        ("start two --memory 256", "There is no room"),
        ("start two --guest doors", "no guest 'doors'"),
        ("console two", "no machine 'two'"),
        ("console one", "needs a terminal"),
        ("qmp one hello", "no JSON"),
        ("""qmp one '{"execute": "fly"}'""", "QEMU says no"),
        ("log one --process 9", "1 to 3"),
    ):
        status, output = made.run(f"vm {order}", timeout=30)
        assert status == 1, order
        assert said in output
    assert made.run("vm list | grep -c running") == (0, "1\n")


def test_a_qemu_that_takes_all_memory_is_ended_and_the_machine_goes_on(made: Made) -> None:
    hog = "qemu-system-x86_64 -M none -display none"
    hog += " -object memory-backend-ram,id=all,size=2G,prealloc=on"
    status, output = made.run(f"timeout 30 {hog}; echo ended-$?", timeout=60)
    assert status == 0
    assert "ended-137" in output
    assert re.search(r"one .* running ", vm(made, "list"))


def test_its_qemu_can_do_little(made: Made) -> None:
    status, fields = "", dict[str, str]()
    deadline = time.monotonic() + 40
    while "Uid" not in fields:  # the oldest may be one that ends just now
        assert time.monotonic() < deadline, status
        status = made.container("cat /proc/$(pgrep -o -f ^qemu-system)/status")
        fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Uid"].split() == ["1000"] * 4
    assert fields["CapEff"].strip("0") == fields["CapBnd"].strip("0") == ""
    assert fields["NoNewPrivs"] == "1"
    assert int(fields["Seccomp_filters"]) >= 2  # the container's, and QEMU's own


def test_stop_leaves_nothing(made: Made) -> None:
    vm(made, "stop one")
    assert made.run("pgrep -f ^qemu-system")[0] == 1
    assert made.run("ls /tmp/vm") == (0, "")
