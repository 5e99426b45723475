"""C17: from one learner to another; and what machines that share a network reach beyond it."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Interface

import pytest
from docker.types import IPAMConfig, IPAMPool

from labs.engines.base import Handle, User, label_deployment
from labs.engines.docker.engine import DockerEngine
from labs.engines.docker.networks import subnet_free
from labs.lifecycle import services
from labs.models import LabSession, LabState
from labs.spec.definition import MachineDecl
from tests.labs.factory import lab_make
from tests.redteam.conftest import CarelessMake
from tests.redteam.machines import Target
from virtlearn.people.models import User as Person

pytestmark = pytest.mark.django_db
users: tuple[User, ...] = ("learner", "root")
pair = (MachineDecl(name="main", kind="container"), MachineDecl(name="other", kind="container"))
port = 4000
# Ends once the port is open; a child stays and answers.
listen = (
    "setsid perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 4000, "
    "Listen => 5, ReuseAddr => 1) or die $!; fork and exit; close $_ for *STDIN, *STDOUT, *STDERR; "
    "while ($c = $s->accept) { close $c }'"
)
Machines = dict[str, Target]


@pytest.fixture
def host_port() -> Iterator[int]:
    """A port on which this host listens, at all its addresses."""
    with socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def networks(engine: DockerEngine, deployment: str) -> Iterator[None]:
    """Removes the networks of this test after its containers."""
    yield
    for listed in engine.list({label_deployment: deployment}):
        engine.remove(listed.handle)
    for name in engine.networks({label_deployment: deployment}):
        engine.network_remove(name)


class CarelessNetwork:
    """As one would make it: with the host at the gateway's address. `internal`: no way outside."""

    def __init__(self, engine: DockerEngine, deployment: str, *, internal: bool) -> None:
        self.name = f"{deployment}-{uuid.uuid4().hex[:8]}"
        subnet = subnet_free(engine.api)  # the engine's own choice may be used up
        self.gateway = str(subnet[1])
        pool = IPAMPool(subnet=str(subnet), gateway=self.gateway)
        engine.api.create_network(
            self.name,
            internal=internal,
            labels={label_deployment: deployment},
            ipam=IPAMConfig(pool_configs=[pool]),
        )


@pytest.fixture
def internal(engine: DockerEngine, deployment: str, networks: None) -> CarelessNetwork:
    return CarelessNetwork(engine, deployment, internal=True)


@pytest.fixture
def usual(engine: DockerEngine, deployment: str, networks: None) -> CarelessNetwork:
    return CarelessNetwork(engine, deployment, internal=False)


def reaches(target: Target, address: str, where: int = port, user: User = "learner") -> str:
    script = f"timeout 2 bash -c 'exec 3<>/dev/tcp/{address}/{where} && echo reached'"
    return target.says(script, user)


def address_of(target: Target) -> str:
    """Its address in its network, as the engine says."""
    found = target.engine.api.inspect_container(target.handle.id)["NetworkSettings"]["Networks"]
    return str(next(iter(found.values()))["IPAddress"])


def gateway_of(address: str) -> str:
    return str(IPv4Interface(f"{address}/29").network[1])


def machines_of(engine: DockerEngine, session: LabSession) -> Machines:
    assert session.state == LabState.READY, session.error
    return {row.name: Target(engine, Handle(row.handle_id, "")) for row in session.machines.all()}


@pytest.fixture
def sessions(
    engine: DockerEngine, networks: None, learner: Person, stranger: Person
) -> list[Machines]:
    """Two learners' machines of a lab with a network, and a port open in each."""
    lab = lab_make(machines=pair, network=True)
    found = [
        machines_of(engine, services.lab_session_start(user=user, lab=lab))
        for user in (learner, stranger)
    ]
    for machines in found:
        for machine in machines.values():
            assert machine.run(listen).status == 0
    return found


def test_c17_machines_of_one_session_reach_each_other(sessions: list[Machines]) -> None:
    for machines in sessions:
        for user in users:
            assert reaches(machines["main"], "other", user=user) == "reached"
            assert reaches(machines["other"], "main", user=user) == "reached"
        assert machines["main"].says("getent hosts other").split()[0] == address_of(
            machines["other"]
        )


def test_c17_one_learner_does_not_reach_another(
    careless: CarelessMake, usual: CarelessNetwork, sessions: list[Machines]
) -> None:
    loose = [careless(network_mode=usual.name) for _ in range(2)]
    loose[1].says(listen)
    assert reaches(loose[0], address_of(loose[1])) == "reached"

    mine, theirs = sessions
    for name in ("main", "other"):
        target = address_of(theirs[name])
        for user in users:
            assert reaches(mine["main"], target, user=user) != "reached"
    # Nor by taking an address of theirs, or a way there.
    own = address_of(mine["main"])
    for command in (
        f"ip addr add {target}/29 dev eth0",
        f"ip route add {target}/32 dev eth0",
        f"ip route replace default via {address_of(mine['other'])}",
        f"ip neigh add {gateway_of(own)} lladdr 02:42:0a:e7:00:0a dev eth0",
    ):
        assert "Operation not permitted" in mine["main"].says(command, "root"), command


def test_c17_without_a_network_machines_of_one_session_are_apart(
    engine: DockerEngine, networks: None, learner: Person
) -> None:
    session = services.lab_session_start(user=learner, lab=lab_make(machines=pair))
    machines = machines_of(engine, session)
    machines["other"].says(listen)

    assert machines["main"].says("ls /sys/class/net") == "lo"
    assert reaches(machines["main"], "other") != "reached"


def test_c17_the_host_is_not_reached_through_the_gateway(
    careless: CarelessMake,
    internal: CarelessNetwork,
    usual: CarelessNetwork,
    sessions: list[Machines],
    host_port: int,
) -> None:
    for network in (internal, usual):
        loose = careless(network_mode=network.name)
        assert reaches(loose, network.gateway, host_port) == "reached"
    assert reaches(loose, host_address(), host_port) == "reached"

    machine = sessions[0]["main"]
    gateway = gateway_of(address_of(machine))
    for address in (gateway, usual.gateway, internal.gateway, host_address()):
        for user in users:
            assert reaches(machine, address, host_port, user) != "reached", address
    # Nobody has the gateway's address, so that nothing is ever sent to it, or through it.
    assert machine.says(f"ip neigh show {gateway}").split()[-1] in ("FAILED", "INCOMPLETE")


def test_c17_nothing_outside_is_reached(
    careless: CarelessMake, usual: CarelessNetwork, sessions: list[Machines]
) -> None:
    assert "default via" in careless(network_mode=usual.name).says("ip route")

    for machine in sessions[0].values():
        for user in users:
            addresses = machine.says("ip -o -6 addr show", user)
            assert [line for line in addresses.splitlines() if " lo " not in line] == []
        # Debian 12's engine gives it a route all the same: to the gateway, whose address nobody
        # has. So these attempts send nothing anywhere. Debian 13's gives it none.
        for address in ("169.254.169.254", "203.0.113.1", "10.0.0.1"):
            assert reaches(machine, address, 80) != "reached"
        gateway = gateway_of(address_of(machine))
        routes = [line.split()[:3] for line in machine.says("ip route").splitlines()]
        away = [route for route in routes if route[0] == "default"]
        assert away in ([], [["default", "via", gateway]])
        assert len(routes) == len(away) + 1
        if away:
            asked = machine.says(f"ip neigh show {gateway}").split()
            assert asked[-1] in ("FAILED", "INCOMPLETE")
        assert machine.run("timeout 10 getent hosts example.org", timeout=12).status != 0


@pytest.mark.root
def test_c17_the_engines_name_server_asks_nobody_outside(
    careless: CarelessMake, usual: CarelessNetwork, sessions: list[Machines]
) -> None:
    """What a machine asks for must not leave it as the question of a name."""
    secret = f"s{uuid.uuid4().hex[:12]}.example.org"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((usual.gateway, 53))
        server.settimeout(5)
        ask = f"timeout 3 getent hosts {secret}"
        careless(network_mode=usual.name, dns=[usual.gateway]).run(ask)
        assert secret.partition(".")[0].encode() in server.recv(4096)

        server.settimeout(0.2)
        with suppress(TimeoutError):
            while server.recv(4096):  # the first one's repetitions
                pass
        for machine in sessions[0].values():
            assert machine.run(ask).status != 0
            assert "nameserver 127.0.0.11" in machine.says("cat /etc/resolv.conf")
            api = machine.engine.api
            assert api.inspect_container(machine.handle.id)["HostConfig"]["Dns"] == ["192.0.2.1"]
        with pytest.raises(TimeoutError):
            server.recv(4096)


def test_c17_the_network_goes_with_its_session(
    engine: DockerEngine, deployment: str, sessions: list[Machines], learner: Person
) -> None:
    assert len(engine.networks({label_deployment: deployment})) == 2
    session = learner.lab_sessions.get()
    services.lab_session_stop(session=session)

    assert session.state == LabState.ENDED
    assert len(engine.networks({label_deployment: deployment})) == 1
    assert reaches(sessions[1]["main"], "other") == "reached"  # nobody else's


def host_address() -> str:
    """This host's own, by which it sends to the outside."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("203.0.113.1", 9))  # sends nothing
        return str(probe.getsockname()[0])
