"""Pages as an ASGI application, asked by a server of the test's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from virtlearn.serving import bodies
from virtlearn.serving.bodies import FILE_SECONDS, FORM, Bounds, bounds_make
from virtlearn.serving.pages import Pages

Messages = list[dict[str, Any]]
form = Bounds(1000, 5.0)


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A WSGI application that answers with what it was sent."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Set-Cookie", " a=b"), ("X-Length", str(len(body)))])
    return [body[:3], body[3:]]


class Client:
    """One request; `pieces` are what the client sends, of which None is that it goes away."""

    def __init__(self, *pieces: bytes | None, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.pieces = list(pieces)
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": "/en/",
            "query_string": b"a=b",
            "http_version": "1.1",
            "scheme": "https",
            "client": ("203.0.113.9", 4711),
            "server": ("::1", 8000),
            "headers": list(headers),
        }
        self.sent: Messages = []

    async def receive(self) -> dict[str, Any]:
        if not self.pieces:
            await asyncio.sleep(3600)
        piece = self.pieces.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(self, message: Any) -> None:
        self.sent.append(dict(message))

    def ask(self, pages: Pages) -> Messages:
        asyncio.run(pages(self.scope, self.receive, self.send))
        return self.sent


def pages(application: Any = echo, bounds: Bounds = form) -> Pages:
    return Pages(application, lambda _path: bounds)


def test_a_body_in_pieces_is_read_whole_and_the_answer_is_one_piece() -> None:
    start, body = Client(b"ab", b"cde", b"").ask(pages())
    assert start["status"] == 200
    assert start["headers"] == [(b"set-cookie", b"a=b"), (b"x-length", b"5")]
    assert body == {"type": "http.response.body", "body": b"abcde"}


def test_the_application_learns_who_asks_and_how() -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.update(environ)
        return echo(environ, start_response)

    headers = [(b"host", b"a"), (b"x-real", b"1"), (b"x_real", b"2"), (b"host_", b"evil")]
    Client(b"", headers=headers).ask(pages(application))
    assert seen["REMOTE_ADDR"] == "203.0.113.9"
    assert seen["wsgi.url_scheme"] == "https"
    assert seen["HTTP_X_REAL"] == "1"
    assert seen["HTTP_HOST"] == "a"
    assert "HTTP_HOST_" not in seen


@pytest.mark.parametrize(
    ("pieces", "headers", "status"),
    [
        ((b"x" * 1000, b""), (), 200),
        ((b"x" * 999, b"xy", b""), (), 413),
        ((None,), ((b"content-length", b"1001"),), 413),  # and nothing is kept
        ((b"",), [(b"x-a", b"y")] * 200, 400),
    ],
)
def test_a_body_has_a_size(pieces: tuple[bytes | None], headers: Any, status: int) -> None:
    start, said, *_end = Client(*pieces, headers=headers).ask(pages())
    assert start["status"] == status
    if status == 413:  # in both languages: none was chosen yet
        assert "(http-too-large)\nThat was too large for this site." in said["body"].decode()
        assert "Envía menos de una vez." in said["body"].decode()
    assert ((b"connection", b"close") in start["headers"]) == (status != 200)


def test_what_is_left_of_a_refused_body_is_taken_before_the_connection_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client(b"x" * 1001, b"yz", b"z", b"", b"of another request")
    _start, said, end = client.ask(pages())
    assert said["body"]
    assert said["more_body"]
    assert end == {"type": "http.response.body", "body": b""}
    assert client.pieces == [b"of another request"]
    monkeypatch.setattr(bodies, "DROP_SECONDS", 0.1)
    assert len(Client(b"x" * 1001).ask(pages())) == 3  # and not for ever


def test_a_body_has_a_deadline() -> None:
    start, _ = Client(b"never ends").ask(pages(bounds=Bounds(1000, 0.1)))
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]


def test_slow_bodies_hold_no_thread() -> None:
    only = Pages(echo, lambda _path: form, threads=1)

    async def run() -> int:
        slow = [Client(b"x") for _ in range(50)]
        waiting = [asyncio.create_task(only(c.scope, c.receive, c.send)) for c in slow]
        quick = Client(b"abc", b"")
        async with asyncio.timeout(4):
            await only(quick.scope, quick.receive, quick.send)
        assert not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        status: int = quick.sent[0]["status"]
        return status

    assert asyncio.run(run()) == 200


def test_who_goes_away_gets_no_answer() -> None:
    asked = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked.set()
        return echo(environ, start_response)

    assert Client(b"abc", None).ask(pages(application)) == []
    assert not asked.is_set()


def test_what_the_application_gives_is_closed_even_where_it_fails() -> None:
    class Answer:
        closed = False

        def __iter__(self) -> Any:
            yield b"abc"
            raise OSError("no more")

        def close(self) -> None:
            self.closed = True

    answer = Answer()

    def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return answer

    client = Client(b"")
    with pytest.raises(OSError, match="no more"):
        client.ask(pages(application))
    assert client.sent == []  # the server can still say 500
    assert answer.closed


def test_forms_with_files_may_send_more() -> None:
    bounds_of = bounds_make({r"/\w\w/import/": 50})
    assert bounds_of("/en/import/") == Bounds(50 << 20, FILE_SECONDS)
    for path in ("/en/", "/en/import/more/", "/x/en/import/"):
        assert bounds_of(path) == FORM
