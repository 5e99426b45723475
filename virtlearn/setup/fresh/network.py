"""The network of a bare system: a namespace of its own, and a pair of devices that leads out of it.

Its engine has a firewall and bridges of its own there, and what it serves is asked by sockets that
are made within it. Outside, one rule translates its addresses and two let it through; all of that
goes when it ends.
"""

from __future__ import annotations

import ctypes
import http.client
import ipaddress
import os
import re
import secrets
import shlex
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from virtlearn.setup.console import run

CLONE_NEWNET = 0x40000000  # sched.h
name_prefix = "vlfresh"  # of the outer devices
devices = Path("/sys/class/net")
range_of_pairs = ipaddress.IPv4Network("10.254.0.0/16")
forwarding = Path("/proc/sys/net/ipv4/conf")
route_file = Path("/proc/net/route")
resolv_conf = Path("/etc/resolv.conf")
resolved_file = Path("/run/systemd/resolve/resolv.conf")
# An address, or a nameserver, that is another computer's inside.
loopback = re.compile(
    r"(?://(?:[^@/\s]*@)?|^nameserver\s+)(127(?:\.\d+){3}|localhost|\[?::1\]?)(?![\w.])",
    re.MULTILINE,
)


def loopback_named(text: str) -> str:
    """The first address in a configuration at which this host alone reaches something, or "".

    A nameserver of resolv.conf(5) counts, a path without an address does not.
    """
    found = loopback.search(text)
    return found[1] if found else ""


def resolver_file(own: Path = resolv_conf, upstream: Path = resolved_file) -> Path:
    """Which resolv.conf(5) names servers that others reach, too: where it is this host itself,
    systemd-resolved has another, `upstream`."""
    return upstream if loopback_named(own.read_text()) and upstream.exists() else own


class Network:
    """The way out of the namespace of process `pid`, by a device `name` of this host."""

    def __init__(self, name: str) -> None:
        self.name = name
        subnets = 1 << (30 - range_of_pairs.prefixlen)
        self.subnet = list(range_of_pairs.subnets(new_prefix=30))[secrets.randbelow(subnets)]
        self.pid = 0
        self.undo: list[Callable[[], object]] = []

    @property
    def rules(self) -> list[list[str]]:
        """What iptables(8) is told after the word for adding or removing: table, chain, rule."""
        away = ("-s", str(self.subnet), "!", "-o", self.name)
        established = ("-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED")
        return [
            ["nat", "POSTROUTING", *away, "-j", "MASQUERADE"],
            ["filter", "FORWARD", "-i", self.name, "-j", "ACCEPT"],
            ["filter", "FORWARD", "-o", self.name, *established, "-j", "ACCEPT"],
        ]

    def commands(self, pid: int) -> list[list[str]]:
        """Makes the pair, one end of it in the namespace of `pid`, and gives both addresses."""
        outer, inner = (f"{address}/{self.subnet.prefixlen}" for address in self.subnet.hosts())
        gateway = outer.partition("/")[0]
        inside = ["nsenter", "--target", str(pid), "--net", "--", "ip"]
        peer = ["peer", "name", "eth0", "netns", str(pid)]
        return [
            ["ip", "link", "add", self.name, "type", "veth", *peer],
            ["ip", "address", "add", outer, "dev", self.name],
            ["ip", "link", "set", self.name, "up"],
            [*inside, "link", "set", "lo", "up"],
            [*inside, "address", "add", inner, "dev", "eth0"],
            [*inside, "link", "set", "eth0", "up"],
            [*inside, "route", "add", "default", "via", gateway],
        ]

    def up(self, pid: int) -> None:
        """Raises SetupError where this host can't do it; `down` removes what was done till then."""
        rules_left_remove()
        self.pid = pid
        pair, *rest = self.commands(pid)
        run(pair)
        self.undo.append(partial(quietly, ["ip", "link", "delete", self.name]))
        for words in rest:
            run(words)
        for rule in self.rules:
            run(iptables("-I", rule))
            self.undo.append(partial(quietly, iptables("-D", rule)))
        for device in (self.name, *uplinks(route_file.read_text())):
            self.forward(forwarding / device / "forwarding")

    def forward(self, switch: Path) -> None:
        """Lets packets pass that come in by a device, where the host lets none of any pass."""
        if (before := switch.read_text()).strip() == "0":
            switch.write_text("1")
            self.undo.append(partial(written, switch, before))

    def down(self) -> None:
        while self.undo:
            self.undo.pop()()

    def opener(self) -> urllib.request.OpenerDirector:
        """Asks for pages at the addresses of the namespace, by no proxy of the host's."""
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), Handler(self.pid))


def iptables(how: str, rule: list[str]) -> list[str]:
    table, chain, *words = rule
    return ["iptables", "-w", "-t", table, how, chain, *words]


def rules_left(listing: str, there: Container[str]) -> list[list[str]]:
    """Of one table's `listing` (iptables -S), chain and rule of each that names a device of ours
    which is not `there` any more."""
    rules = [shlex.split(line)[1:] for line in listing.splitlines() if line.startswith("-A ")]
    return [
        rule
        for rule in rules
        if any(word.startswith(name_prefix) and word not in there for word in rule)
    ]


def rules_left_remove() -> None:
    """What a run that was killed could not take back: its devices went with its namespace."""
    there = {each.name for each in devices.iterdir()}
    for table in ("nat", "filter"):
        listing = ["iptables", "-w", "-t", table, "-S"]
        done = subprocess.run(listing, capture_output=True, text=True, check=False)
        for rule in rules_left(done.stdout, there):
            quietly(iptables("-D", [table, *rule]))


def quietly(words: list[str]) -> None:
    """What is gone already was to go."""
    subprocess.run(words, capture_output=True, check=False)


def written(switch: Path, before: str) -> None:
    with suppress(OSError):  # a device's switch goes with it
        switch.write_text(before)


def uplinks(routes: str) -> Iterable[str]:
    """The devices of the default routes, by the table of /proc/net/route."""
    rows = (line.split() for line in routes.splitlines()[1:])
    return dict.fromkeys(row[0] for row in rows if row[1] == row[7] == "00000000")


def socket_inside(pid: int, address: tuple[str, int], timeout: float) -> socket.socket:
    """A connection from the namespace of process `pid`: a socket stays where it was made.

    Raises OSError.
    """

    def connect() -> socket.socket:
        libc = ctypes.CDLL(None, use_errno=True)
        with Path(f"/proc/{pid}/ns/net").open("rb") as namespace:
            if libc.setns(namespace.fileno(), CLONE_NEWNET):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number))
        return socket.create_connection(address, timeout)

    with ThreadPoolExecutor(1) as thread:  # a namespace is a thread's, and goes with it
        return thread.submit(connect).result()


class Connection(http.client.HTTPConnection):
    def __init__(self, host: str, pid: int, timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self.pid = pid

    def connect(self) -> None:
        self.sock = socket_inside(self.pid, (self.host, self.port), self.timeout or 0)


class Handler(urllib.request.HTTPHandler):
    def __init__(self, pid: int) -> None:
        super().__init__()
        self.pid = pid

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(Connection, pid=self.pid), request)
