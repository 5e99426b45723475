"""A message goes to a real server over TLS from the first byte; faults are said in words."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from tests.site import free_port
from virtlearn.core.refusal import RefusedError
from virtlearn.people.mail.services import fault_code, mail_test, said
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
page = reverse("people:mail")


class Server:
    """An SMTP server for one thread: a connection after the other, TLS from the first byte.

    `refuse` is a word of the protocol that it answers with 5xx.
    """

    def __init__(self, certificate: Path) -> None:
        self.messages: list[str] = []
        self.refuse = ""
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
            with connection, connection.makefile("rwb") as stream:
                self.talk(stream)

    def talk(self, stream: Any) -> None:
        def say(line: str) -> None:
            stream.write(f"{line}\r\n".encode())
            stream.flush()

        say("220 localhost")
        while word := stream.readline().decode().strip():
            verb = word.split()[0].upper()
            if verb == self.refuse:
                say(f"{535 if verb == 'AUTH' else 550} 5.7.1 not here: {verb}")
            elif verb == "EHLO":
                say("250-localhost")
                say("250 AUTH PLAIN")
            elif verb == "DATA":
                say("354 go on")
                lines = iter(stream.readline, b".\r\n")
                self.messages.append(b"".join(lines).decode())
                say("250 taken")
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
def server(
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


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_message_is_taken_over_tls(server: Server, head_client: Client) -> None:
    shown = text_of(head_client.get(page))
    assert "EMAIL_USE_SSL" in shown
    assert "a-secret" not in shown
    response = head_client.post(page, {"to": "ana@example.org"}, follow=True)
    assert "The mail server took a message to ana@example.org." in text_of(response)
    [message] = server.messages
    assert "To: ana@example.org" in message
    assert "It does." in message


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("AUTH", "mail-login"),
        ("MAIL", "mail-sender"),
        ("RCPT", "mail-recipient"),
        ("DATA", "mail-other"),
    ],
)
def test_what_the_server_says_is_shown(
    server: Server, head_client: Client, verb: str, code: str
) -> None:
    server.refuse = verb
    response = head_client.post(page, {"to": "ana@example.org"})
    assert response.status_code == 422
    text = text_of(response)
    assert f'data-code="{code}"' in text
    assert f"5.7.1 not here: {verb}" in text
    assert 'value="ana@example.org"' in text
    assert "a-secret" not in text


def code_of(to: str = "ana@example.org") -> str:
    with pytest.raises(RefusedError) as refused:
        mail_test(to=to)
    return str(refused.value.code)


def test_a_certificate_that_is_not_trusted_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert code_of() == "mail-certificate"


def test_a_port_that_nobody_listens_on_is_said(server: Server, settings: LazySettings) -> None:
    settings.EMAIL_PORT = free_port()
    assert code_of() == "mail-away"


def test_a_plain_server_is_not_spoken_to_in_tls(server: Server, settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def greet() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"220 plain\r\n")
                connection.recv(1000)

        thread = Thread(target=greet, daemon=True)
        thread.start()
        settings.EMAIL_PORT = plain.getsockname()[1]
        assert code_of() == "mail-encryption"
        thread.join(5)


def test_each_fault_has_its_words() -> None:
    assert fault_code(socket.gaierror(-2, "Name or service not known")) == "mail-host"
    assert fault_code(TimeoutError("timed out")) == "mail-away"
    assert fault_code(smtplib.SMTPServerDisconnected("closed")) == "mail-encryption"
    assert said(smtplib.SMTPDataError(554, b"no\n  spam")) == "554 no spam"


def test_without_a_server_nothing_is_sent(head_client: Client, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    response = head_client.post(page, {"to": "ana@example.org"})
    assert 'data-code="mail-none"' in text_of(response)
    settings.EMAIL_HOST = "localhost"
    assert code_of("nobody") == "mail-address"


def test_both_encryptions_at_once_are_a_mistake(settings: LazySettings) -> None:
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = True
    assert "virtlearn.E003" in {each.id for each in run_checks()}
    settings.EMAIL_USE_TLS = False
    assert "virtlearn.E003" not in {each.id for each in run_checks()}


# A forgotten password without mail

forgotten = reverse("account_reset_password")


def test_without_mail_nobody_is_told_that_some_was_sent(
    client: Client, head: User, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = ""
    User.objects.filter(pk=head.pk).update(first_name="Ana Ruiz", email="ana@example.org")
    for response in (client.get(forgotten), client.post(forgotten, {"email": "ana@example.org"})):
        text = text_of(response)
        assert "Ana Ruiz" in text
        assert "ana@example.org" not in text
        assert "sent you an email" not in text
        assert ">head<" not in text  # what one signs in with is no stranger's business
    done = client.get(reverse("account_reset_password_done"))
    assert done["Location"] == forgotten


def test_the_contact_stands_in_place_of_the_heads(
    client: Client, head: User, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = ""
    User.objects.filter(pk=head.pk).update(first_name="Ana Ruiz")
    settings.HELP_CONTACT = "Ms Ruiz, <room 12>"
    text = text_of(client.get(forgotten))
    assert "Ms Ruiz, &lt;room 12&gt;" in text
    assert "Ana Ruiz" not in text


def test_where_nobody_has_a_name_the_page_still_leads_on(
    client: Client, head: User, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = ""
    User.objects.filter(pk=head.pk).update(first_name="ana@example.org")
    text = text_of(client.get(forgotten))
    assert "Ask your instructor" in text
    assert "ana@example.org" not in text


def test_with_mail_a_link_is_sent(
    client: Client, learner: User, settings: LazySettings, mailoutbox: list[Any]
) -> None:
    settings.EMAIL_HOST = "localhost"
    User.objects.filter(pk=learner.pk).update(email="ana@example.org", must_change_password=True)
    response = client.post(forgotten, {"email": "ana@example.org"}, follow=True)
    assert "sent you an email" in text_of(response)
    link = re.search(r"http://[^/\s]+(/\S+password/reset/key/\S+)", mailoutbox[0].body)
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert client.post(form, new).status_code == 302
    learner.refresh_from_db()
    assert learner.check_password("correct horse battery")
    assert not learner.must_change_password
