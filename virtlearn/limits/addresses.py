"""The network address for which requests are counted together."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.http import HttpRequest

PREFIX = 64  # what a provider gives to one household at least


def address_of(request: HttpRequest) -> str:
    """The client's address, as the connection or a trusted proxy says it; of IPv6 its network."""
    return address_counted(request.META.get("REMOTE_ADDR", ""))


def address_counted(text: str) -> str:
    """What stands for `text` in counts. What is no address, as of a Unix socket, is itself."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, PREFIX), strict=False))
    return str(address)
