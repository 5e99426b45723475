"""Health checks of containers: each says what is wrong, and is asked by its service's name."""

from __future__ import annotations

import http.server
import socket
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from labs.models import KeeperBeat
from tests.site import free_port, root
from virtlearn.operation import container_health


class Page(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz/live" else 404)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """A test's output is its own."""


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Page]]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    monkeypatch.setenv("PORT", str(server.server_port))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Page
    server.shutdown()
    server.server_close()


def test_the_web_process_is_well_while_it_answers(
    answering: type[Page], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert container_health.main(["web"]) == 0
    monkeypatch.setattr(answering, "status", 503)
    assert container_health.main(["web"]) == 1
    assert "503" in capsys.readouterr().err
    monkeypatch.setenv("PORT", str(free_port()))
    assert container_health.main(["web"]) == 1
    assert "refused" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_keeper_that_was_silent_for_long_is_not_well() -> None:
    assert container_health.main(["keeper"]) == 1
    KeeperBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    assert container_health.main(["keeper"]) == 0
    KeeperBeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert container_health.main(["keeper"]) == 1


def test_the_broker_is_well_while_its_socket_is_listened_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path is short
        monkeypatch.setenv("BROKER_DIR", folder)
        assert container_health.main(["broker"]) == 1
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(Path(folder, "socket")))
            listener.listen()
            assert container_health.main(["broker"]) == 0
        assert container_health.main(["broker"]) == 1


def test_what_the_compose_file_asks_is_known() -> None:
    assert container_health.main([]) == 2
    assert container_health.main(["postgres"]) == 2
    text = (root / "deploy" / "compose.yaml").read_text()
    for service in container_health.faults:
        assert f"virtlearn.operation.container_health, {service}]" in text
