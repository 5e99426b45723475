"""X-Request-ID: whose is believed, and that every answer has one."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from virtlearn.serving.request_ids import RequestIds

theirs = b"0123456789abcdef0123"


def asked(
    client: tuple[str, int] | None, *given: bytes, proxies: tuple[str, ...] = ("10.0.0.0/8",)
) -> tuple[str, str]:
    """The id that the application sees, and the one in the answer."""
    seen: list[bytes] = []
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(value for name, value in scope["headers"] if name == b"x-request-id")
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"learn"), *((b"x-request-id", value) for value in given)]
    scope = {"type": "http", "client": client, "headers": headers}
    asyncio.run(RequestIds(application, proxies)(scope, None, send))
    (inside,) = seen
    said = dict(sent[0]["headers"])
    assert said[b"a"] == b"b"
    return inside.decode(), said[b"x-request-id"].decode()


def test_a_trusted_proxys_id_is_taken() -> None:
    assert asked(("10.1.2.3", 99), theirs) == (theirs.decode(), theirs.decode())


@pytest.mark.parametrize(
    ("client", "given"),
    [
        (("10.1.2.3", 99), ()),
        (("192.0.2.1", 99), (theirs,)),  # nobody's proxy
        (None, (theirs,)),
        (("a-socket", 0), (theirs,)),
        (("10.1.2.3", 99), (theirs, theirs)),  # which one?
        (("10.1.2.3", 99), (b"x" * 200,)),
        (("10.1.2.3", 99), (b"forged\nline",)),
    ],
)
def test_else_it_is_ours(client: tuple[str, int] | None, given: tuple[bytes, ...]) -> None:
    inside, said = asked(client, *given)
    assert inside == said
    assert re.fullmatch("[0-9a-f]{16}", inside)


def test_without_a_trusted_proxy_nobody_is_believed() -> None:
    assert asked(("127.0.0.1", 99), theirs, proxies=())[0] != theirs.decode()


def test_two_requests_have_two() -> None:
    assert asked(None)[0] != asked(None)[0]


def test_the_process_itself_is_let_through() -> None:
    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    asyncio.run(RequestIds(application, ())({"type": "lifespan"}, None, None))
    assert seen == [{"type": "lifespan"}]
