"""A learner's browser in a lab, as far as the figures need one: start, terminal, stop; and the same
machine without the web, for the floors."""

from __future__ import annotations

import atexit
import http.client
import math
import re
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from uuid import uuid4

from bench.here import Site, cookie_header, django_ready

lab = "courses/containers-vs-kvm/labs/whose-kernel/"
prompt = re.compile(rb"learner@.*\$ ")
ack_every = 128 * 1024  # bytes; what the page does
patience = 30.0  # seconds that anything may take
label = "virtlearn.bench"


class Where(NamedTuple):
    """A lab of one machine, that machine's name, and its prompt."""

    lab: str
    machine: str
    prompt: re.Pattern[bytes]


in_container = Where(lab, "main", prompt)


class Browser:
    """One who looks at a lab's page, signed in, on a kept connection."""

    def __init__(
        self, site: Site, cookies: Mapping[str, str] | None = None, where: Where = in_container
    ) -> None:
        self.site, self.where = site, where
        self.http = http.client.HTTPConnection("127.0.0.1", site.port, timeout=patience)
        self.cookies = dict(cookies or site.cookies)
        self.origin = f"http://127.0.0.1:{site.port}"
        self.page = self.ask("GET", f"/en/{where.lab}")

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> str:
        """Give the answer's text; cookies are kept. Raises RuntimeError for an error."""
        headers["Cookie"] = cookie_header(self.cookies)
        try:
            self.http.request(method, path, body, headers)
            answer = self.http.getresponse()
        except ConnectionError:  # kept for too long: the server has closed it
            self.http.close()
            self.http.request(method, path, body, headers)
            answer = self.http.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return text

    def post(self, path: str) -> str:
        """Click a button, as htmx does; give the fragment."""
        return self.ask(
            "POST",
            path,
            "csrfmiddlewaretoken=" + self.cookies["csrftoken"],
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
                "Origin": self.origin,
            },
        )

    def start(self) -> str:
        """Click on Start; give the session's id, once its machine is ready, as the page does."""
        lab = self.where.lab
        fragment = self.post(f"/en/{lab}start/")
        end = time.monotonic() + patience
        while 'data-state="starting"' in fragment and time.monotonic() < end:
            time.sleep(0.1)
            fragment = self.ask("GET", f"/en/{lab}state/", **{"HX-Request": "true"})
        found = re.search(r"/ws/terminal/([0-9a-f-]{36})/", fragment) or re.search(
            rf"{lab}([0-9a-f-]{{36}})/stop/", fragment
        )
        if found is None:
            raise RuntimeError(f"the lab did not start: {fragment[:2000]}")
        return found[1]

    def stop(self, session: str) -> None:
        """Click on Stop."""
        self.post(f"/en/{self.where.lab}{session}/stop/")

    def terminal(self, session: str) -> Terminal:
        """Open the console of the lab's machine."""
        path = f"/ws/terminal/{session}/{self.where.machine}/1/?cols=80&rows=24"
        return Terminal(self, path)


class Terminal:
    """A websocket of the page's, in plain sockets: nothing of it is in the way of a time."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", browser.site.port), patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.waiting = bytearray()
        self.taken = self.acked = 0
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{browser.site.port}",
            f"Origin: {browser.origin}",
            f"Cookie: {cookie_header(browser.cookies)}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
        ]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.waiting:
            self.fill()
        head, _, rest = bytes(self.waiting).partition(b"\r\n\r\n")
        if b" 101 " not in head.partition(b"\r\n")[0] + b" ":
            raise RuntimeError(f"no terminal: {head.decode(errors='replace')}")
        self.waiting = bytearray(rest)

    def fill(self) -> None:
        data = self.socket.recv(1 << 18)
        if not data:
            raise RuntimeError("the terminal was closed")
        self.waiting += data

    def send(self, data: bytes, opcode: int = 2) -> None:
        """Send one masked frame (the mask is zero), at most 64 KiB."""
        length = (
            bytes([128 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
        )
        self.socket.sendall(bytes([128 | opcode]) + length + b"\0\0\0\0" + data)

    def read(self, deadline: float = math.inf) -> bytes:
        """Give the next piece of output; acknowledge as the page does.

        RuntimeError where only other frames have come until `deadline`, in time.monotonic's time.
        """
        while True:
            opcode, data = self.frame()
            if opcode == 8:
                raise RuntimeError(f"the terminal was closed: {data!r}")
            if opcode == 9:
                self.send(data, opcode=10)
            if opcode != 2:
                if time.monotonic() > deadline:
                    raise RuntimeError("the terminal says nothing")
                continue
            self.taken += len(data)
            if self.taken - self.acked >= ack_every:
                self.acked = self.taken
                self.send(b'{"type":"ack","bytes":%d}' % self.taken, opcode=1)
            return data

    def frame(self) -> tuple[int, bytes]:
        """Give opcode and content of the next frame."""
        while True:
            length, begin = self.frame_length()
            if len(self.waiting) >= begin + length:
                opcode = self.waiting[0] & 15
                data = bytes(self.waiting[begin : begin + length])
                del self.waiting[: begin + length]
                return opcode, data
            self.fill()

    def frame_length(self) -> tuple[int, int]:
        """Give the length of the frame that begins, and where its content begins."""
        while True:
            have = len(self.waiting)
            short = self.waiting[1] if have > 1 else 127
            if short < 126 and have > 1:
                return short, 2
            if short == 126 and have >= 4:
                return int.from_bytes(self.waiting[2:4]), 4
            if short == 127 and have >= 10:
                return int.from_bytes(self.waiting[2:10]), 10
            self.fill()

    def until(self, wanted: re.Pattern[bytes], text: bytes = b"") -> bytes:
        """Read until `wanted` was in the output, which begins with `text`.

        RuntimeError when it does not come.
        """
        deadline = time.monotonic() + patience
        while not wanted.search(text[-4096:]):
            if time.monotonic() > deadline:
                raise RuntimeError(f"no prompt came, but {text[-200:]!r}")
            text += self.read(deadline)
        return text

    def close(self) -> None:
        """Go away without a word, as a closed laptop does."""
        self.socket.close()


def machine_spec() -> Any:
    """Give the spec of the lab's machine, of a name of its own, marked as this run's."""
    django_ready()
    from labs.engines.base import MachineSpec
    from labs.provisioning.images import image_of

    name = f"virtlearn-bench-{uuid4().hex[:12]}"
    return MachineSpec(
        name=name, image=image_of("container"), hostname="main", labels={label: "floor"}
    )


@contextmanager
def machine() -> Iterator[Any]:
    """Create the lab's machine without the web, start it, wait for its prompt; remove it after."""
    from labs.engines.docker.engine import DockerEngine

    engine = DockerEngine()
    handle = engine.create(machine_spec())
    try:
        stream = engine.attach(handle)
        engine.start(handle)
        stream_until(stream, prompt)
        stream.close()
        yield handle
    finally:
        engine.remove(handle)


def stream_until(stream: Any, wanted: re.Pattern[bytes], seconds: float = patience) -> bytes:
    """Read a stream of the engine until `wanted` was in it; give all of it.

    RuntimeError where it ends before, TimeoutError where it takes longer in all.
    """
    text: bytes = stream.head
    deadline = time.monotonic() + seconds
    while not wanted.search(text):
        stream.socket.settimeout(max(0.01, deadline - time.monotonic()))
        data = stream.socket.recv(65536)
        if not data:
            raise RuntimeError(f"the machine ended: {text[-500:]!r}")
        text += data
    return text


def backend() -> str:
    """Give what runs the machines."""
    from labs.engines.registry import engine_get

    return engine_get().info().name


def images_ready(*kinds: str) -> None:
    """Build the images of containers and of `kinds` where they are missing; have what a failure
    leaves removed at the end."""
    django_ready()
    atexit.register(machines_remove)
    from django.core.management import call_command

    from labs.engines.registry import engine_get
    from labs.provisioning.images import image_of

    for kind in ("container", *kinds):
        if not engine_get().image_present(image_of(kind)):
            call_command("lab", "images", kind)


def machines_remove() -> None:
    """Remove every machine of this run's site; there are some after a failure only."""
    from django.conf import settings

    from labs.engines.base import label_deployment
    from labs.engines.registry import engine_get

    engine = engine_get()
    for each in engine.list({label_deployment: settings.DEPLOYMENT_ID}):
        engine.remove(each.handle)


@contextmanager
def lab_running(browser: Browser) -> Iterator[Terminal]:
    """Start the lab, and give its console at the prompt; stop it after."""
    session = browser.start()
    try:
        terminal = browser.terminal(session)
        terminal.until(prompt)
        time.sleep(1)  # the checks that follow the first output are through
        yield terminal
        with suppress(OSError):
            terminal.close()
    finally:
        browser.stop(session)
