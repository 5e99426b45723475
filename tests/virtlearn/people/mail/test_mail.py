"""A message goes to a real server over TLS from the first byte; faults are said in words."""

from __future__ import annotations

import re
import smtplib
import socket
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from tests.mail_server import Server
from tests.site import free_port
from virtlearn.core.refusal import RefusedError
from virtlearn.people.mail.services import fault_code, mail_test, said
from virtlearn.people.models import User

pytestmark = pytest.mark.django_db
page = reverse("people:mail")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_message_is_taken_over_tls(mail_server: Server, head_client: Client) -> None:
    shown = text_of(head_client.get(page))
    assert "EMAIL_USE_SSL" in shown
    assert "a-secret" not in shown
    response = head_client.post(page, {"to": "ana@example.org"}, follow=True)
    assert "The mail server took a message to ana@example.org." in text_of(response)
    [message] = mail_server.messages
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
    mail_server: Server, head_client: Client, verb: str, code: str
) -> None:
    mail_server.refuse = verb
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
    mail_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert code_of() == "mail-certificate"


def test_a_port_that_nobody_listens_on_is_said(mail_server: Server, settings: LazySettings) -> None:
    settings.EMAIL_PORT = free_port()
    assert code_of() == "mail-away"


def test_a_plain_server_is_not_spoken_to_in_tls(
    mail_server: Server, settings: LazySettings
) -> None:
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
        assert "A message is on its way" not in text
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
    assert "A message is on its way" in text_of(response)
    link = re.search(r"http://[^/\s]+(/\S+password/reset/key/\S+)", mailoutbox[0].body)
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = {"password1": "correct horse battery", "password2": "correct horse battery"}
    assert client.post(form, new).status_code == 302
    learner.refresh_from_db()
    assert learner.check_password("correct horse battery")
    assert not learner.must_change_password
