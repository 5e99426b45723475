"""Switches the virtual machine on: resumed from its template where there is one, else booted."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import qemu


def prepare() -> None:
    os.umask(0)  # the container's root, who runs checks, has no capability to pass by it
    os.makedirs(qemu.home, exist_ok=True)
    with suppress(FileNotFoundError):
        os.unlink(f"{qemu.home}/ready")


def on(show: int = 1) -> tuple[int, bool]:
    """QEMU's process id, and whether the guest was resumed; it is ready then.

    What the guest prints while it boots goes to `show`. Raises guest.GuestError.
    """
    prepare()
    again = os.path.exists(f"{qemu.home}/disk")  # what was written to a disk is still there
    if not again and qemu.resumable() and (process := clone(show)):
        return process, True
    if not again:
        qemu.disk_lay("disk.boot", qemu.home)
    process = boot(qemu.command(), show)
    return process, False


def clone(show: int) -> int:
    """The process id of a QEMU in which the template woke up as a machine of its own, or 0.

    Quicker than to resume the guest in a new QEMU is to go on with the whole process, where the
    template has it and the host's kernel is the same; both give the same machine.
    """
    ways = (True, False) if qemu.revivable() else (False,)
    for whole in ways:
        qemu.disk_lay("disk.clone", qemu.home)
        process: int = qemu.revive() if whole else qemu.spawn(qemu.command(resume=True))
        import guest  # while QEMU starts

        try:
            if whole:
                guest.go_on(process)
            else:
                guest.resume(process)
            guest.wake(guest.resume_seconds)
        except guest.GuestError as error:
            off(process)
            if not whole:
                os.write(show, f"the template does not resume ({error}): booting\r\n".encode())
        else:
            guest.ready_set()
            return process
    return 0


def boot(line: list[str], show: int) -> int:
    """QEMU's process id, once the guest's programs run. Raises guest.GuestError."""
    import guest

    process: int = qemu.spawn(line)
    try:
        guest.boot_watch(show)
        guest.wake(30)
    except guest.GuestError:
        off(process)
        raise
    os.write(show, guest.progress_over)
    guest.ready_set()
    return process


def off(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    over(process)


def over(process: int) -> None:
    """Waits for QEMU's end."""
    with suppress(ChildProcessError):
        os.waitpid(process, 0)
    for name in ("qmp", *qemu.terminals, *qemu.ports):  # so that nobody connects to what has ended
        with suppress(FileNotFoundError):
            os.unlink(f"{qemu.home}/{name}")
