"""A receiver of webhooks on this machine, which answers as it is told, and an endpoint that sends
there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from django.conf import LazySettings

from lessons.classes.webhooks.services import webhook_create
from lessons.models import Class, WebhookEndpoint
from tests.lessons.classes.conftest import (  # noqa: F401 - fixtures
    member,
    row,
    teacher,
    teacher_client,
)
from virtlearn.outbox.events import EventName
from virtlearn.people.models import User


class Got(msgspec.Struct):
    """A message as it came."""

    headers: dict[str, str]
    body: bytes


class Receiver(msgspec.Struct):
    """`answers` are given one after another, the last one for ever: status, body and headers."""

    url: str = ""
    got: list[Got] = []
    answers: list[tuple[int, bytes, dict[str, str]]] = []


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    found = Receiver(answers=[(204, b"", {})])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(Got(dict(self.headers), body))
            many = len(found.answers) > 1
            status, said, headers = found.answers.pop(0) if many else found.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def made(receiver: Receiver, row: Class, teacher: User) -> tuple[WebhookEndpoint, str]:  # noqa: F811
    """An endpoint that is told everything, and its secret."""
    return webhook_create(by=teacher, url=receiver.url, events=list(EventName), in_class=row)


@pytest.fixture
def endpoint(made: tuple[WebhookEndpoint, str]) -> WebhookEndpoint:
    return made[0]
