"""A mail server for tests, over TLS, and the site's settings to reach it."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings


class Server:
    """An SMTP server for one thread: a connection after the other, TLS from the first byte.

    `refuse` is a word of the protocol that it answers with 5xx; `answers` are lines that it says to
    commands that have a text in them. With `one_each` it closes a connection after each message.
    """

    def __init__(self, certificate: Path) -> None:
        self.messages: list[str] = []
        self.refuse = ""
        self.answers: dict[str, str] = {}
        self.one_each = False
        self.connections = 0
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.plain = socket.create_server(("127.0.0.1", 0))
        self.port = self.plain.getsockname()[1]
        self.socket = context.wrap_socket(self.plain, server_side=True)
        self.thread = Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except ssl.SSLError:
                continue  # whoever came did not trust the certificate
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rwb") as stream:
                self.talk(stream)

    def talk(self, stream: Any) -> None:
        def say(line: str) -> None:
            stream.write(f"{line}\r\n".encode())
            stream.flush()

        say("220 localhost")
        while word := stream.readline().decode().strip():
            verb = word.split()[0].upper()
            answer = next((said for text, said in self.answers.items() if text in word), "")
            if answer:
                say(answer)
            elif verb == self.refuse:
                say(f"{535 if verb == 'AUTH' else 550} 5.7.1 not here: {verb}")
            elif verb == "EHLO":
                say("250-localhost")
                say("250 AUTH PLAIN")
            elif verb == "DATA":
                say("354 go on")
                lines = iter(stream.readline, b".\r\n")
                self.messages.append(b"".join(lines).decode())
                say("250 taken")
                if self.one_each:
                    return
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("235 well" if verb == "AUTH" else "250 well")

    def close(self) -> None:
        self.socket.close()
        self.plain.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mail") / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key = path.with_name("key.pem")
    subprocess.run(
        [*made, *names, "-keyout", str(key), "-out", str(path)], check=True, capture_output=True
    )
    path.write_text(path.read_text() + key.read_text())
    return path


@pytest.fixture
def mail_server(
    certificate: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """As port 465 is set, and trusted."""
    server = Server(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_BACKEND = "virtlearn.operation.mail.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server.port
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = True, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "site", "a-secret"
    yield server
    server.close()
