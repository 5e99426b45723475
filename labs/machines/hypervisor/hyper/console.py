"""A machine's serial console on this terminal: its log from the beginning on, and what is typed.

What is shown comes from the log, so that several may look on and nothing is missed while a
migration changes the process underneath; what is typed goes to the socket, which has one user.
"""

from __future__ import annotations

import fcntl
import os
import select
import socket
import sys
import termios
import time
import tty
from typing import IO, Literal

from . import figures
from .errors import VmError
from .language import said
from .machine import Machine, machine_get

leave = b"\x1d"  # Ctrl+], as telnet has it
line_leave = b"~."  # at the beginning of a line, as ssh has it: some keyboards have no easy Ctrl+]
history_bytes = 4000
typed_most = 4096  # bytes at a time
poll_seconds = 0.02


class Keyboard:
    """The way in to one process of the machine. `mine` is False where another has it."""

    def __init__(self, machine: Machine) -> None:
        self.lock: IO[bytes] = (machine.place() / "keyboard").open("wb")
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.socket.connect(str(machine.place() / "tty"))
        except OSError:
            self.mine = False
        else:
            self.mine = True

    def send(self, data: bytes) -> None:
        if self.mine:
            try:
                self.socket.sendall(data)
            except OSError:  # it has just ended
                self.mine = False

    def drain(self) -> None:
        """Takes what QEMU sends here, which the log has too: else the guest would stand still."""
        try:
            while self.mine and select.select([self.socket], [], [], 0)[0]:
                if not self.socket.recv(65536):
                    self.mine = False
        except OSError:
            self.mine = False

    def close(self) -> None:
        self.socket.close()
        self.lock.close()


def type_line(machine: Machine, text: str) -> None:
    """One line into the console, from wherever. Raises VmError where a terminal has it."""
    with machine.qmp() as qmp:
        qmp.ask("query-status")
    keyboard = Keyboard(machine)
    try:
        if not keyboard.mine:
            raise VmError(
                f"A terminal has {machine.name}'s console open: type there, or leave it by Ctrl+].",
                f"Una terminal tiene abierta la consola de {machine.name}: escribe allí, o sal de "
                "ella con Ctrl+].",
            )
        keyboard.send(text.encode() + b"\r")
        time.sleep(0.1)
        keyboard.drain()
    finally:
        keyboard.close()


def console(machine: Machine) -> None:
    if not sys.stdin.isatty():
        raise VmError(
            "`vm console` needs a terminal; `vm log` and `vm type` do not.",
            "`vm console` necesita una terminal; `vm log` y `vm type`, no.",
        )
    before = termios.tcgetattr(0)
    say(f"{machine.name}: {said('Ctrl+], or Enter ~ . leaves', 'Ctrl+] o Intro ~ . sale')}")
    tty.setraw(0, termios.TCSADRAIN)  # what was typed ahead is for the machine
    try:
        while follow(machine):
            machine = machine_get(machine.name)
            now = said("now process", "ahora el proceso")
            say(f"{now} {machine.process} (pid {machine.pid()})")
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def follow(machine: Machine) -> bool:
    """One process's console; whether the machine then goes on in another. False after Ctrl+]."""
    keyboard = Keyboard(machine)
    if not keyboard.mine and machine.exit_status() is None:
        say(
            said(
                "another terminal types here, you look on",
                "escribe otra terminal, aquí solo se mira",
            )
        )
    log = machine.log()
    at = len(log)
    write(figures.shown(log[-history_bytes:].decode(errors="replace")).encode())
    typed = b"\r"
    try:
        while True:
            if select.select([0], [], [], poll_seconds)[0]:
                data, left = typed_take(typed)
                typed = (typed + data)[-3:]
                if left:
                    write(b"\r\n")
                    return False
                keyboard.send(data)
            keyboard.drain()
            over = over_now(machine)
            at = news(machine, at)
            if over:
                write(b"\r\n")
                return over == "moved"
    finally:
        keyboard.close()


def typed_take(typed: bytes, terminal: int = 0) -> tuple[bytes, bool]:
    """What waits on the terminal, and whether it leaves the console; `typed` came before.

    Taken byte by byte, so that what was typed after the keys that leave is the shell's.
    """
    data = b""
    while len(data) < typed_most and select.select([terminal], [], [], 0)[0]:
        byte = os.read(terminal, 1)
        data += byte
        if not byte or leaves((typed + data)[-3:]):
            return data, True
    return data, False


def leaves(typed: bytes) -> bool:
    """Whether the last of `typed`, three bytes or fewer, leaves the console."""
    return typed.endswith(leave) or typed in {b"\r" + line_leave, b"\n" + line_leave}


def over_now(machine: Machine) -> Literal["", "moved", "off"]:
    """Whether this process is the machine no more: it runs in another, or it is off."""
    if machine.moving.exists():
        return ""
    try:
        if machine_get(machine.name).process != machine.process:
            return "moved"
    except VmError:  # forgotten
        say(said("off", "apagada"))
        return "off"
    status = machine.exit_status()
    if status is None or machine.moving.exists():
        return ""
    say(f"{said('off, with code', 'apagada, con el código')} {status}")
    return "off"


def news(machine: Machine, at: int) -> int:
    """Writes what the log has from `at` on; where it ends now."""
    try:
        with (machine.place() / "log").open("rb") as file:
            if os.fstat(file.fileno()).st_size < at:
                at = 0  # it has begun anew
            file.seek(at)
            data = file.read(65536)
    except FileNotFoundError:
        return at
    write(data)
    return at + len(data)


def say(text: str) -> None:
    write(f"\x1b[2m-- {text} --\x1b[0m\r\n".encode())


def write(data: bytes) -> None:
    while data:
        data = data[os.write(1, data) :]
