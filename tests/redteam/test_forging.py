"""H3: what a learner can do to the checks of their work, who owns the machine that they run in.

Each attack is first seen to work on scripts that run as the learner, as checks once did.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from labs.engines.base import RunResult, Script, User
from labs.engines.docker.engine import DockerEngine
from labs.measurements.sources import is_reported
from labs.provisioning.images import checked_by_root
from labs.spec.definition import LabSpec, TaskDecl, lab_spec_parse, machine_kinds
from labs.spec.probes import kept_from_checks
from tests.labs.machines.machine import Made
from tests.redteam.machines import Target
from tests.site import course_folder

forged = "measure kernel.uptime=424242 s"
# Looks for a shell that runs checks, reads the secret mark in its memory, writes that all of them
# passed to its output, and ends it.
forger = r"""
use strict;
my $forged = "measure kernel.uptime=424242 s";
while (1) {
    for my $folder (glob "/proc/[0-9]*") {
        my ($process) = $folder =~ /(\d+)$/;
        next if $process == $$;
        open my $line, "<", "$folder/cmdline" or next;
        my $command = do { local $/; <$line> } // "";
        next unless $command =~ m{^/bin/sh\0/proc/self/fd/3\0$};
        open my $maps, "<", "$folder/maps" or next;
        open my $memory, "<", "$folder/mem" or next;
        my $mark;
        while (<$maps>) {
            my ($begin, $end) = /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
            sysseek $memory, hex $begin, 0 or next;
            sysread $memory, my $piece, hex($end) - hex($begin) or next;
            ($mark) = $piece =~ /([0-9a-f]{32}) \$\?/ and last;
        }
        next unless $mark;
        open my $output, ">>", "$folder/fd/1" or next;
        syswrite $output, join "", map "\n$mark begin $_\n$forged\n\n$mark end $_ 0\n", 0 .. 30;
        kill 9, $process;
    }
}
"""
slow = [Script("sleep 1; exit 1", 5), Script("sleep 1; exit 1", 5)]


@contextmanager
def forging(target: Target) -> Iterator[None]:
    """The learner's program that forges, while this lasts."""
    target.run(f"cat >/tmp/forger <<'over'\n{forger}\nover\n")
    started = "setsid perl /tmp/forger </dev/null >/dev/null 2>&1 & echo $! >/tmp/forger.pid"
    assert target.run(started).status == 0
    try:
        yield
    finally:
        target.run('kill -9 "$(cat /tmp/forger.pid)"')


def passed(results: list[RunResult]) -> list[bool]:
    return [result.status == 0 or forged in result.output for result in results]


def both(target: Target, user: User, scripts: list[Script]) -> list[RunResult]:
    return list(target.engine.run_all(target.handle, scripts, user=user))


def test_checks_as_the_learner_are_forged_and_others_are_not(machine: Target) -> None:
    with forging(machine):
        time.sleep(0.5)
        assert any(passed(both(machine, "learner", slow))), "the attack has to work once"
        for _ in range(3):
            assert not any(passed(both(machine, "checks", slow)))


@pytest.fixture
def sleeper(machine: Target) -> dict[User, str]:
    """A process of the learner's and one of the checks', by their numbers."""
    begin = "setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $!"
    return {user: machine.says(begin, user) for user in ("learner", "checks")}


@pytest.mark.parametrize(
    "attack",
    [
        "kill -STOP {pid}",
        "cat /proc/{pid}/environ",
        "ls /proc/{pid}/fd/",
        "readlink /proc/{pid}/exe",
        "head -c 1 /proc/{pid}/mem",
        "echo forged >/proc/{pid}/fd/1",
        "timeout 2 strace -p {pid} -o /tmp/trace; test $? -eq 124",
        # PTRACE_ATTACH, and a write to memory of another process
        "perl -e 'exit(syscall(101, 16, {pid}, 0, 0) < 0)'",
        "nice -n 19 renice 19 {pid}",
        "prlimit --nofile=1:1 --pid {pid}",
    ],
)
def test_a_process_of_the_checks_cannot_be_touched(
    machine: Target, sleeper: dict[User, str], attack: str
) -> None:
    if "mem" not in attack:  # its first page is nobody's, also of one's own
        assert machine.run(attack.format(pid=sleeper["learner"])).status == 0, "has to work once"
    assert machine.run(attack.format(pid=sleeper["checks"])).status != 0


def test_no_script_and_no_mark_is_in_a_list_of_processes(machine: Target) -> None:
    seen = "for n in 1 2 3 4 5 6 7 8 9 10; do cat /proc/*/cmdline; sleep 0.1; done | tr '\\0' ' '"
    watched = machine.engine.exec(machine.handle, ["sh", "-c", f"({seen}) >/tmp/seen 2>/dev/null"])
    try:
        both(machine, "checks", [Script("sleep 0.4; : secret-words", 5)] * 2)
        machine.run("sleep 1")
    finally:
        watched.close()
    listed = machine.says("cat /tmp/seen")
    assert "/proc/self/fd/3" in listed  # it was seen
    assert "secret-words" not in listed
    assert "begin" not in listed


def test_what_belongs_to_the_checks_stays(machine: Target) -> None:
    assert machine.run("echo 1 >/home/learner/ticks", "checks").status == 0
    for attack in (
        "echo 2 >/home/learner/ticks",
        "rm -f /home/learner/ticks",
        "mv /home/learner/ticks /home/learner/other",
        "ln -sf /dev/null /home/learner/ticks",
    ):
        assert machine.run(attack).status != 0, attack
    assert machine.says("cat /home/learner/ticks", "checks") == "1"


@pytest.mark.parametrize("kind", ["container", "hypervisor"])
def test_a_home_cannot_be_made_unreadable_and_a_file_is_not_missing(
    engine: DockerEngine, deployment: str, kind: str
) -> None:
    machine = Target(engine, Made(engine, kind, deployment).handle)
    assert not checked_by_root(kind)
    assert machine.run("echo mine >~/notes; mkdir ~/work; echo x >~/work/file").status == 0
    for attack in ("chmod 000 /home/learner", "chmod 700 /home/learner", "chgrp 0 /home/learner"):
        assert machine.run(attack).status != 0, attack
    assert machine.says("cat /home/learner/notes /home/learner/work/file", "checks") == "mine\nx"
    assert machine.says(kept_from_checks.text, "checks") == ""
    for attack in ("chmod 600 ~/notes", "chmod 700 ~/work", "chmod 000 ~/work/file"):
        assert machine.run(attack).status == 0
        assert machine.says(kept_from_checks.text, "checks"), attack
        assert machine.run("chmod -R a+rX ~/*").status == 0
    assert machine.says(kept_from_checks.text, "checks") == ""


def test_settings_of_the_learners_shell_reach_no_check(machine: Target) -> None:
    """PATH, aliases, LD_PRELOAD, BASH_ENV: what a shell of theirs would read."""
    planted = """
    mkdir -p ~/bin && printf '#!/bin/sh\\nexit 0\\n' >~/bin/grep && chmod 755 ~/bin/grep
    printf 'export PATH=~/bin:$PATH LD_PRELOAD=/home/learner/x.so\\nalias grep=true\\n' |
        tee ~/.bashrc ~/.profile ~/.bash_profile >~/.bash_aliases
    """
    assert machine.run(planted).status == 0
    looked = (
        "command -v grep; echo ${LD_PRELOAD:-none} ${BASH_ENV:-none} ${ENV:-none}; bash -c alias"
    )
    assert machine.says(looked, "checks").split() == ["/usr/bin/grep", "none", "none", "none"]
    assert machine.run("echo a | grep b", "checks").status == 1


def labs_checked_apart() -> Iterator[tuple[str, str, LabSpec]]:
    """Every machine of a lab that ships whose checks have an identity of their own."""
    for folder in sorted((course_folder / "labs").iterdir()):
        text = (folder / "lab.toml").read_text(encoding="utf-8")
        names = [path.name for path in folder.iterdir()]
        spec, problems = lab_spec_parse(text, "lab.toml", names, machine_kinds())
        assert spec, problems
        for machine in spec.machines:
            if machine.kind in ("container", "hypervisor"):
                yield folder.name, machine.name, spec


@pytest.mark.parametrize(
    ("lab", "name", "spec"),
    [pytest.param(*each, id="-".join(each[:2])) for each in labs_checked_apart()],
)
def test_no_task_of_a_lab_that_ships_is_forged(
    engine: DockerEngine, deployment: str, lab: str, name: str, spec: LabSpec
) -> None:
    kind = next(machine.kind for machine in spec.machines if machine.name == name)
    made = Made(engine, kind, deployment, hostname=name)
    target = Target(engine, made.handle)
    folder = course_folder / "labs" / lab
    scripts = [
        Script((folder / task.check).read_text(encoding="utf-8"), task.timeout)
        for task in spec.tasks
        if task.machine == name
    ]
    with forging(target):
        for _ in range(3):
            results = both(target, "checks", [*scripts, *slow])
            assert not any(passed(results))


def test_what_a_virtual_machine_reports_is_called_so(engine: DockerEngine, deployment: str) -> None:
    """Its learner is root where checks run: a program that passes everything takes their place."""
    target = Target(engine, Made(engine, "vm", deployment).handle)
    swap = "printf '#!/bin/sh\\necho \"measure loop.vm=1 ms\"\\n' >/root/all && chmod 755 /root/all"
    assert target.run(f"{swap} && mount --bind /root/all /usr/bin/timeout").status == 0
    task = TaskDecl(id="t", check="c", solve="s")
    outside = msgspec.structs.replace(task, outside=True)
    assert target.run("exit 1", "checks").status == 0  # forged
    assert is_reported(task, "vm")
    assert not is_reported(outside, "vm")
    assert target.run("exit 1", "outside").status == 1  # not where it is looked from outside
    assert target.says("sed -n s/^starts=//p /tmp/vm/starts", "outside") == "1"
    for kind in ("vm", "workstation", "hypervisor"):
        assert is_reported(task, kind)
    assert not is_reported(task, "container")
