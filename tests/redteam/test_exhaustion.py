"""C1 to C6, C8, C9: using up what the host has."""

from __future__ import annotations

import time

import pytest

from labs.engines.base import User, label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.profile import hardening
from labs.provisioning.images import image_of
from tests.labs.streams import enter, read_until
from tests.redteam.conftest import CarelessMake, MachineMake
from tests.redteam.machines import Target

pytestmark = pytest.mark.alone  # what they begin fills the machine

processes = "ls -d /proc/[0-9]* | wc -l"
many_processes = (
    "i=0; while [ $i -lt 150 ]; do sleep 20 & i=$((i+1)); done 2>/dev/null; " + processes
)


def test_c1_a_fork_bomb_stays_within_its_limit(
    careless: CarelessMake, machine_make: MachineMake
) -> None:
    assert int(careless().says(many_processes).splitlines()[-1]) > 150

    machine, neighbour = machine_make(), machine_make()
    result = machine.run(many_processes)
    assert "150" not in result.output
    assert result.status != 0 or int(result.output) <= 64

    console = machine.engine.attach(machine.handle)
    enter(console, "bomb() { bomb | bomb & }; bomb")
    end = time.monotonic() + 30
    while len(machine.engine.api.top(machine.handle.id)["Processes"]) <= 40:
        assert time.monotonic() < end, "the bomb did not go off"
    began = time.monotonic()
    assert neighbour.says("echo alive") == "alive"
    assert time.monotonic() - began < 2
    top = machine.engine.api.top(machine.handle.id)
    # The engine's own count; those that it adds itself are its init.
    assert 40 < len(top["Processes"]) <= 64
    console.close()


def test_c2_a_memory_hog_is_ended_and_its_learner_reads_why(
    careless: CarelessMake, machine: Target
) -> None:
    hog = "head -c 300000000 /dev/zero | tail | wc -c"
    assert careless().says(hog) == "300000000"

    console = machine.engine.attach(machine.handle)
    enter(console, hog)
    read_until(console, "out of memory", 30)
    enter(console, "echo still-$((40+2))")
    read_until(console, "still-42")
    console.close()


def test_c3_the_temporary_files_end_before_the_disk(
    careless: CarelessMake, machine: Target
) -> None:
    fill = "cd {}; for i in 1 2 3 4 5 6; do head -c 8000000 /dev/zero >f$i || exit 1; done; echo ok"
    loose = careless()
    assert loose.says(fill.format("/tmp")) == "ok"
    assert disk_written(loose) >= 48_000_000

    for folder in ("/tmp", "/home/learner", "/dev/shm"):
        said = machine.says(fill.format(folder))
        assert "No space left on device" in said, folder
        assert disk_written(machine) == 0, folder
        machine.says(f"rm -f {folder}/f?")


def test_c4_the_root_filesystem_cannot_be_written(careless: CarelessMake, machine: Target) -> None:
    write = "touch /var/tmp/x && echo ok"
    assert careless().says(write) == "ok"

    users: tuple[User, ...] = ("learner", "root")
    for user in users:
        assert "Read-only file system" in machine.says(write, user)
    for path in ("/x", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/lab/run"):
        assert "Read-only file system" in machine.says(f"echo x >>{path}", "root"), path
    assert "Permission denied" in machine.says("touch /dev/x")
    mounts = machine.says("awk '$1 == \"overlay\" {print $2, substr($4, 1, 2)}' /proc/mounts")
    assert mounts == "/ ro"


def test_c5_the_inodes_end_before_the_hosts(careless: CarelessMake, machine: Target) -> None:
    files = "mkdir -p {0}/d && cd {0}/d && seq 3000 | xargs touch && ls | wc -l"
    assert careless().says(files.format("/tmp")) == "3000"

    for folder in ("/tmp", "/home/learner"):
        assert "No space left on device" in machine.says(files.format(folder)), folder
        machine.says(f"rm -rf {folder}/d")


def test_c6_a_flood_of_output_does_not_fill_the_hosts_log(
    careless: CarelessMake, machine: Target, engine: DockerEngine, deployment: str
) -> None:
    flood = "yes 0123456789012345678901234567890123456789 | head -c 8000000"
    loose = careless(("sh", "-c", flood))
    engine.api.wait(loose.handle.id)
    assert disk_used(engine, loose, deployment) > 8_000_000

    console = engine.attach(machine.handle)
    enter(console, f"{flood}; echo end-$((40+2))")
    read_until(console, "end-42", 60)
    console.close()
    assert disk_used(engine, machine, deployment) < 3_000_000
    assert engine.log_tail(machine.handle)


def test_c8_file_descriptors_end_in_their_own_process(
    careless: CarelessMake, machine: Target
) -> None:
    opened = 'perl -e \'while (@f < 2000 and open my $h, "<", "/dev/null") { push @f, $h } '
    opened += "print @f + 0'"
    assert int(careless().says(opened)) == 2000

    assert int(machine.says(opened)) < 256
    for stream in (
        machine.engine.attach(machine.handle),
        machine.engine.exec(machine.handle, ["/lab/shell", "tab-2"]),
    ):
        enter(stream, "echo limits: $(ulimit -n) $(ulimit -Hn) $(ulimit -c)")
        read_until(stream, "limits: 256 256 0")
        stream.close()


def test_c9_orphans_leave_no_zombies(careless: CarelessMake, machine: Target) -> None:
    count = "grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l"
    # Until none is left, for five seconds at most; how many there are then.
    wait = f"j=0; while [ $({count}) -gt 0 ] && [ $j -lt 25 ]; do sleep 0.2; j=$((j+1)); done; "
    orphans = orphans_made(100) + wait + count
    assert int(careless().says(orphans)) > 20

    assert machine.says(orphans) == "0"


def test_the_init_keeps_zombies_from_using_up_the_processes(
    careless: CarelessMake, engine: DockerEngine
) -> None:
    """Removing `init` from the profile makes this fail, whatever an image's main process does.

    C9's machine has a shell as its main process, which reaps orphans too.
    """
    profile = hardening(engine.limits_of(image_of("container")))
    orphans = orphans_made(55) + "sleep 1; echo made"
    loose = careless(**{**profile, "init": False})
    loose.says(orphans)
    assert "Cannot fork" in loose.says(orphans)

    kept = careless(**profile)
    for _ in range(3):
        assert kept.says(orphans) == "made"


def orphans_made(count: int) -> str:
    """So many processes that end at once, of parents that wait for none; ten, and then a pause.

    None lives long: however quick the machine is, they are never many at a time.
    """
    return (
        f"i=0; while [ $i -lt {count} ]; do (: &); i=$((i+1)); "
        "[ $((i % 10)) -gt 0 ] || sleep 0.1; done; "
    )


def disk_written(target: Target) -> int:
    """Bytes that a container has put on the host's disk."""
    found = target.engine.api.containers(size=True, filters={"id": target.handle.id})
    return int(found[0].get("SizeRw", 0))


def disk_used(engine: DockerEngine, target: Target, deployment: str) -> int:
    """What the engine keeps on its disk for this container, its log included; in bytes."""
    api = engine.api
    folder = f"{api.info()['DockerRootDir']}/containers/{target.handle.id}"
    made = api.create_container(
        image_of("container"),
        command=["du", "-sb", "/kept"],
        user="0",
        labels={label_deployment: deployment},
        host_config=api.create_host_config(binds={folder: {"bind": "/kept", "mode": "ro"}}),
    )
    api.start(made["Id"])
    assert api.wait(made["Id"])["StatusCode"] == 0
    return int(api.logs(made["Id"]).split()[0])
