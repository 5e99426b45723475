"""Isolated networks: a session's machines reach each other, and nothing else.

Each part is there for a way out that was seen (docs/decisions/0009-isolation.md): `internal` takes
the route to the outside away; without `inhibit_ipv4` the host itself would listen at the gateway's
address; an explicit subnet, since the engine's own pool ends after 29 networks; and a name server
that does not exist, since the engine would ask the host's for names outside.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any

import msgspec
from docker import APIClient, errors
from docker.types import IPAMConfig, IPAMPool

from labs.engines.base import network_machines
from labs.engines.errors import EngineError, NameTaken, NetworkFull

# 8,192 subnets of eight addresses. The host has no address or route in them, so that they may
# well be in use outside: machines could not reach that anyhow.
space = IPv4Network("10.231.0.0/16")
subnet_bits = 29
# Of the eight the first and the last are the network's, the next is the gateway's, which is kept
# for it although nobody has it.
first_place = 2
attempts = 20
no_name_server = "192.0.2.1"  # RFC 5737: nobody has it
options = {
    "com.docker.network.bridge.inhibit_ipv4": "true",
    "com.docker.network.bridge.enable_icc": "true",  # between the machines of this network
    "com.docker.network.bridge.enable_ip_masquerade": "false",
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a machine is in its network, in docker-py's words."""

    profile: Mapping[str, Any]  # for the host's part of the configuration
    endpoint: dict[str, Any]


def create(api: APIClient, name: str, labels: Mapping[str, str]) -> None:
    """Allots a free subnet; another creation at the same time may take it, then the next is tried.

    Raises NameTaken, also where two creations of one name met, to the one that came second.
    """
    for _attempt in range(attempts):
        subnet = subnet_free(api)
        pool = IPAMPool(subnet=str(subnet), gateway=str(subnet[1]))
        try:
            made = api.create_network(
                name,
                driver="bridge",
                options=options,
                ipam=IPAMConfig(driver="default", pool_configs=[pool]),
                check_duplicate=True,
                internal=True,
                labels=dict(labels),
            )
        except errors.APIError as error:
            # Overlaps with one that was made meanwhile: only that is worth another attempt.
            if error.status_code == 403 and subnet in subnets_used(api):
                continue
            raise
        oldest_only(api, name, made["Id"])
        return
    raise NetworkFull(f"no subnet of {space} is free for the network {name}")


def oldest_only(api: APIClient, name: str, made: str) -> None:
    """The engine's test of the name is no lock: where several passed it, the first one stays."""
    same = [each for each in api.networks(names=[name]) if each["Name"] == name]
    first = min(same, key=lambda each: (each["Created"], each["Id"]), default=None)
    if first and first["Id"] != made:
        api.remove_network(made)
        raise NameTaken(f"a network named {name} exists")


def subnet_free(api: APIClient) -> IPv4Network:
    """Any that no network has, at random, so that simultaneous creations seldom choose the same."""
    used = subnets_used(api)
    free = [
        subnet
        for subnet in space.subnets(new_prefix=subnet_bits)
        if not any(subnet.overlaps(other) for other in used)
    ]
    if not free:
        raise NetworkFull(f"no subnet of {space} is free: remove networks that nobody uses")
    return secrets.choice(free)


def subnets_used(api: APIClient) -> set[IPv4Network]:
    """Those within our space, of whomever."""
    found: set[IPv4Network] = set()
    for network in api.networks():
        for config in (network.get("IPAM") or {}).get("Config") or []:
            text = config.get("Subnet") or ""
            if text and ":" not in text and space.overlaps(subnet := IPv4Network(text)):
                found.add(subnet)
    return found


def place_of(api: APIClient, network: str, hostname: str, peers: Sequence[str]) -> Place:
    """The address of `hostname` by its place among `peers`, and all their names.

    Names are in the machines' hosts file: gVisor has no way to the engine's own name server.
    """
    names = list(peers) or [hostname]
    if hostname not in names:
        raise EngineError(f"{hostname} is not among {', '.join(names)}", permanent=True)
    if len(names) > network_machines:
        message = f"a network has room for {network_machines} machines, not for {len(names)}"
        raise EngineError(message, permanent=True)
    found = api.inspect_network(network)
    subnet = IPv4Network(found["IPAM"]["Config"][0]["Subnet"])
    addresses = {name: str(subnet[first_place + at]) for at, name in enumerate(names)}
    endpoint = api.create_endpoint_config(ipv4_address=addresses[hostname])
    others = {name: address for name, address in addresses.items() if name != hostname}
    return Place(
        profile={
            "network_mode": network,
            "extra_hosts": others,
            "dns": [no_name_server],
            "dns_search": ["."],
        },
        endpoint={"EndpointsConfig": {network: endpoint}},
    )
