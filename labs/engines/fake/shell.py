"""The shell of a fake machine: echoes like a terminal, knows a dozen commands, keeps files."""

from __future__ import annotations

import shlex
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from labs.engines.base import RunResult, User

Files = dict[str, str]
prompt = "learner@lab:~$ "
home = "/home/learner"
not_found = 127


class FakeShell:
    """One terminal that any number of sockets look at and type into."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.rows, self.columns = 24, 80
        self.log = bytearray()
        self.line = ""
        self.reading = False  # `cat` in the foreground: lines come back, until Ctrl+C
        self.viewers: list[socket.socket] = []
        self.lock = threading.RLock()

    def begin(self) -> None:
        self.put(prompt)

    def connect(self, replay: bool = False) -> socket.socket:
        """A socket on this terminal; with `replay` it begins with what was printed so far."""
        outside, inside = socket.socketpair()
        with self.lock:
            if replay:
                inside.sendall(self.log)
            self.viewers.append(inside)
        threading.Thread(target=self.serve, args=(inside,), daemon=True).start()
        return outside

    def serve(self, viewer: socket.socket) -> None:
        try:
            while data := viewer.recv(65536):
                self.typed(data.decode(errors="replace"))
        except OSError:
            pass  # the viewer or the machine went
        with self.lock:
            if viewer in self.viewers:
                self.viewers.remove(viewer)
        viewer.close()

    def typed(self, text: str) -> None:
        with self.lock:
            for character in text:
                if character in "\r\n":
                    self.put("\r\n")
                    line, self.line = self.line, ""
                    self.enter(line)
                elif character == "\x03":
                    self.line = ""
                    self.reading = False
                    self.put("^C\r\n" + prompt)
                elif character == "\x7f":
                    if self.line:
                        self.line = self.line[:-1]
                        self.put("\b \b")
                else:
                    self.line += character
                    self.put(character)

    def enter(self, line: str) -> None:
        if self.reading:
            self.put(f"{line}\r\n")
            return
        if line.strip() == "cat":
            self.reading = True
            return
        if line.strip() == "exit":
            self.put("The shell has ended; this is a new one.\r\n" + prompt)
            return
        if line.strip() == "stty size":
            self.put(f"{self.rows} {self.columns}\r\n" + prompt)
            return
        _, output, error = line_run(self.files, line, "learner")
        self.put((output + error).replace("\n", "\r\n") + prompt)

    def put(self, text: str) -> None:
        data = text.encode()
        with self.lock:
            self.log += data
            for viewer in list(self.viewers):
                try:
                    viewer.sendall(data)
                except OSError:
                    self.viewers.remove(viewer)

    def end(self) -> None:
        with self.lock:
            for viewer in self.viewers:
                with suppress(OSError):  # it went first
                    viewer.shutdown(socket.SHUT_RDWR)
            self.viewers.clear()


def script_run(files: Files, script: str, user: User, timeout: float) -> RunResult:
    """The lines of `script`, one after the other, until one says `exit`."""
    output = error = ""
    status = 0
    deadline = time.monotonic() + timeout
    for line in script.splitlines():
        words = words_of(line)
        if words[:1] == ["sleep"]:
            time.sleep(min(float(words[1]), max(0.0, deadline - time.monotonic())))
        if time.monotonic() >= deadline:
            return RunResult(status=None, output=output, error=error, timed_out=True)
        if words[:1] == ["exit"]:
            status = int(words[1]) if len(words) > 1 else status
            break
        status, out, err = line_run(files, line, user)
        output, error = output + out, error + err
        if " || exit " in line and status:
            status = int(line.rpartition(" ")[2])
            break
    return RunResult(status=status, output=output, error=error)


def words_of(line: str) -> list[str]:
    """None for what only a real shell could read."""
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return []


def line_run(files: Files, line: str, user: User) -> tuple[int, str, str]:
    """One command: its status, its output, its errors."""
    try:
        words = shlex.split(line.partition(" || ")[0], comments=True)
    except ValueError as error:
        return 2, "", f"sh: {error}\n"
    to_error = words[-1:] == [">&2"]
    if to_error:
        words = words[:-1]
    target = ""
    if ">" in words:
        at = words.index(">")
        target, words = words[at + 1], words[:at]
    status, output = command_run(files, words, user)
    if target:
        files[name_of(target)], output = output, ""
    if status == not_found:
        return status, "", f"sh: {words[0]}: not found\n"
    return (status, "", output) if to_error else (status, output, "")


def command_run(files: Files, words: list[str], user: User) -> tuple[int, str]:
    name, rest = (words[0], words[1:]) if words else ("true", [])
    names = [name_of(word) for word in rest]
    if name == "touch":
        files.update({each: files.get(each, "") for each in names})
    elif name == "rm":
        for each in names:
            files.pop(each, None)
    elif name == "test":
        return (0 if names[-1] in files else 1), ""
    elif name not in outputs:
        return not_found, ""
    return (1 if name == "false" else 0), outputs[name](files, rest, user)


outputs: dict[str, Callable[[Files, list[str], User], str]] = {
    "/lab/ready": lambda files, rest, user: "",
    "true": lambda files, rest, user: "",
    "false": lambda files, rest, user: "",
    "set": lambda files, rest, user: "",
    "sleep": lambda files, rest, user: "",
    "touch": lambda files, rest, user: "",
    "rm": lambda files, rest, user: "",
    "echo": lambda files, rest, user: " ".join(rest) + "\n",
    "id": lambda files, rest, user: "0\n" if user == "root" else "1000\n",
    "seq": lambda files, rest, user: "".join(f"{n}\n" for n in range(1, int(rest[0]) + 1)),
    "cat": lambda files, rest, user: "".join(files.get(name_of(each), "") for each in rest),
}


def name_of(path: str) -> str:
    path = path.replace("~", home, 1)
    return path if path.startswith("/") else f"{home}/{path}"
