"""A bare system's network: what leads out of it, who is asked in it, and that nothing stays."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.waiting import wait_until
from virtlearn.setup.fresh import possible
from virtlearn.setup.fresh.host import Host
from virtlearn.setup.fresh.network import (
    Network,
    loopback_named,
    name_prefix,
    resolver_file,
    rules_left,
    rules_left_remove,
    uplinks,
)
from virtlearn.setup.fresh.possible import NotPossibleError, mirror_reached
from virtlearn.setup.fresh.sources import Source


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("index-url = http://localhost:3141/root/pypi", "localhost"),
        ("https://user:secret@127.0.0.1:8081/npm/", "127.0.0.1"),
        ("proxy http://[::1]:3128", "[::1]"),
        ("search example.org\nnameserver 127.0.0.53\n", "127.0.0.53"),
        ("https://127.0.0.1.example.org/simple", ""),
        ("https://localhost.example.org/simple", ""),
        ("nameserver 192.0.2.1\nno_proxy=localhost,127.0.0.1", ""),
        ("find-links = /opt/wheels\nextra-index-url = file:///opt/simple", ""),
    ],
)
def test_what_this_host_alone_reaches_is_found(text: str, address: str) -> None:
    assert loopback_named(text) == address


def test_a_mirror_at_the_hosts_own_address_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = tmp_path / "resolv.conf"
    resolver.write_text("nameserver 192.0.2.1\n")
    monkeypatch.setattr(possible, "resolver_file", lambda: resolver)
    for source, environment in (
        (Source("http://localhost:3142/debian", "bookworm", ("main",)), {}),
        (Source("http://deb.example/debian", "bookworm", ("main",)), {"http_proxy": "//[::1]:1"}),
    ):
        host = Host((), (), environment, (source,), "")
        with pytest.raises(NotPossibleError, match=r"at (localhost|\[::1\]), where"):
            mirror_reached(host)
    mirror_reached(Host((), (), {}, (Source("http://deb.example", "bookworm", ("main",)),), ""))


def test_nameservers_are_those_that_others_reach_too(tmp_path: Path) -> None:
    own, upstream = tmp_path / "resolv.conf", tmp_path / "upstream.conf"
    own.write_text("nameserver 192.0.2.1\n")
    upstream.write_text("nameserver 192.0.2.2\n")
    assert resolver_file(own, upstream) == own
    own.write_text("nameserver 127.0.0.53\n")
    assert resolver_file(own, upstream) == upstream
    upstream.unlink()
    assert resolver_file(own, upstream) == own


def test_devices_of_default_routes() -> None:
    table = (
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
    )
    assert list(uplinks(table)) == ["eth0"]


def test_only_the_pair_is_let_through() -> None:
    network = Network("vlfresh1")
    assert network.subnet.prefixlen == 30
    assert str(network.subnet).startswith("10.254.")
    translation, out, back = network.rules
    assert translation[:2] == ["nat", "POSTROUTING"]
    assert str(network.subnet) in translation
    assert out == ["filter", "FORWARD", "-i", "vlfresh1", "-j", "ACCEPT"]
    assert back[2:4] == ["-o", "vlfresh1"]
    assert "RELATED,ESTABLISHED" in back  # nobody outside begins


def test_only_rules_of_devices_that_are_gone_are_left() -> None:
    listing = (
        "-P FORWARD DROP\n"
        "-A FORWARD -i vlfresh1 -j ACCEPT\n"
        "-A FORWARD -i vlfresh2 -j ACCEPT\n"
        '-A FORWARD -o docker0 -m comment --comment "not vlfresh2" -j DOCKER\n'
        "-A POSTROUTING -s 10.254.1.0/30 ! -o vlfresh2 -j MASQUERADE\n"
    )
    assert rules_left(listing, {"vlfresh1", "docker0"}) == [
        ["FORWARD", "-i", "vlfresh2", "-j", "ACCEPT"],
        ["POSTROUTING", "-s", "10.254.1.0/30", "!", "-o", "vlfresh2", "-j", "MASQUERADE"],
    ]


@pytest.mark.root
def test_what_a_killed_run_left_goes_with_the_next_one(apart: int) -> None:
    killed = Network(f"{name_prefix}{secrets.token_hex(3)}")
    killed.up(apart)
    try:
        output("ip", "link", "delete", killed.name)
        assert killed.name in output("iptables", "-w", "-t", "nat", "-S")
        rules_left_remove()
        for table in ("filter", "nat"):
            assert killed.name not in output("iptables", "-w", "-t", table, "-S")
    finally:
        killed.down()


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[int]:
    """The process id of a web server in a network of its own."""
    (tmp_path / "index.html").write_text("from inside")
    serve = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "8765"]
    process = subprocess.Popen(["unshare", "--net", *serve], cwd=tmp_path)
    own = Path("/proc/self/ns/net").readlink()
    try:
        wait_until(lambda: Path(f"/proc/{process.pid}/ns/net").readlink() != own, 10)
        yield process.pid
    finally:
        process.kill()
        process.wait()


def output(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.root
def test_a_page_inside_is_read_the_way_out_is_there_and_nothing_stays(apart: int) -> None:
    network = Network(f"vltest{secrets.token_hex(3)}")
    opener = network.opener
    outside, inner = (str(each) for each in network.subnet.hosts())
    try:
        network.up(apart)
        wait_until(lambda: answered(network), 10)
        with opener().open("http://127.0.0.1:8765/", timeout=5) as response:
            assert response.read() == b"from inside"
        inside = ["nsenter", "--target", str(apart), "--net", "--"]
        assert f"default via {outside}" in output(*inside, "ip", "route")
        assert inner in output(*inside, "ip", "address")
        assert network.name in output("iptables", "-w", "-S", "FORWARD")
    finally:
        network.down()
    for table in ("filter", "nat"):
        assert network.name not in output("iptables", "-w", "-t", table, "-S")
    assert network.name not in output("ip", "link")


def answered(network: Network) -> bool:
    try:
        with network.opener().open("http://127.0.0.1:8765/", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.mark.root
def test_a_device_of_that_name_that_is_there_is_an_error_and_nothing_stays(apart: int) -> None:
    network = Network("lo")
    with pytest.raises(Exception, match="ended with"):
        network.up(apart)
    assert not network.undo
