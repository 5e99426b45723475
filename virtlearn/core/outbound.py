"""Asks other systems over HTTP, without being led to the inside.

The address of a platform or a webhook is what somebody typed, and may name a machine that only this
server reaches. It is looked up once; all that it stands for must be public, and the connection goes
to an address that was checked, so that a second look-up can't answer otherwise. Redirects
are not followed; an answer has a size and a time.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

seconds_most = 10.0
bytes_most = 64 * 1024
Address = IPv4Address | IPv6Address
Trouble = Literal["address", "away", "certificate", "large"]
Resolve = Callable[..., list[Any]]


class OutboundError(Exception):
    """Nothing was asked, or no whole answer came: `trouble` says why, `said` in English."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(said)
        self.trouble, self.said = trouble, said


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`headers` have names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request goes: the host by its name, and the addresses that were looked at, the first
    of which that answers is connected to."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        named = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return named if self.port == usual else f"{named}:{self.port}"


def address_plain(address: Address) -> Address:
    """The IPv4 address inside one of IPv6 that only wraps it."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in ip_network("64:ff9b::/96"):
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        return wrapped or address
    return address


def is_allowed(address: Address) -> bool:
    """Whether the operator has named it (OUTBOUND_NETWORKS)."""
    return any(address in ip_network(each) for each in settings.OUTBOUND_NETWORKS)


def place_find(url: str, resolve: Resolve = socket.getaddrinfo) -> Place:
    """Checks an address, for a form as for a connection. Raises OutboundError.

    Plain http is for addresses that the operator has named alone.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise OutboundError("address", f"not an address: {error}") from error
    if parts.scheme not in {"https", "http"} or not host or parts.username is not None:
        raise OutboundError("address", "not an https address of a host")
    if not url.isascii() or any(each <= " " for each in url):
        raise OutboundError("address", "it has characters that no address has")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundError("away", f"no such host: {host}") from error
    addresses = [ip_address(each[4][0].partition("%")[0]) for each in found]
    for raw in addresses:
        address = address_plain(raw)
        if is_allowed(address):
            continue
        if not address.is_global or address.is_multicast:
            raise OutboundError("address", f"{host} is {raw}, which is no public address")
        if parts.scheme == "http":
            raise OutboundError("address", "http is not encrypted; write https")
    if not addresses:
        raise OutboundError("away", f"no such host: {host}")
    path = parts.path or "/"
    return Place(
        scheme=parts.scheme,
        host=host,
        port=port,
        path=f"{path}?{parts.query}" if parts.query else path,
        addresses=tuple(dict.fromkeys(map(str, addresses))),
    )


class Connection(http.client.HTTPConnection):
    """To `place.addresses` and nowhere else; over TLS the certificate must be the host's."""

    def __init__(self, place: Place, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self.place, self.ended = place, False

    def connect(self) -> None:
        self.sock = self.reached()
        if self.place.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.place.host)

    def reached(self) -> socket.socket:
        """The first address that answers; all together have the time of one."""
        end = time.monotonic() + (self.timeout or seconds_most)
        fault: OSError = OSError("no address")
        for address in self.place.addresses:
            left = end - time.monotonic()
            if left <= 0:
                break
            try:
                found = socket.create_connection((address, self.place.port), left)
            except OSError as error:
                fault = error
                continue
            found.settimeout(self.timeout)
            return found
        raise fault

    def end(self) -> None:
        """From another thread, when the time is over: whatever waits for the socket goes on."""
        self.ended = True
        if self.sock:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def outbound_request(  # noqa: PLR0913
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most: int = bytes_most,
    seconds: float = seconds_most,
    resolve: Resolve = socket.getaddrinfo,
) -> Answer:
    """Raises OutboundError where the address must not be asked or gives no whole answer in time.

    An answer of any status is one, redirects too.
    """
    place = place_find(url, resolve)
    connection = Connection(place, seconds)
    timer = threading.Timer(seconds, connection.end)
    timer.start()
    try:
        sent = {"Host": place.host_header, "User-Agent": "VirtLearn", **(headers or {})}
        connection.request(method, place.path, body, sent)
        answer = connection.getresponse()
        data = answer.read(most + 1)
        if connection.ended:
            raise OutboundError("away", f"no whole answer in {seconds:g} s")
        if len(data) > most:
            raise OutboundError("large", f"the answer has more than {most} bytes")
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(status=answer.status, headers=told, body=data)
    except ssl.SSLCertVerificationError as error:
        raise OutboundError("certificate", error.verify_message) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutboundError("away", f"{type(error).__name__}: {error}") from error
    finally:
        timer.cancel()
        connection.close()
