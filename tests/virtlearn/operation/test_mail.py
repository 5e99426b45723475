"""Mail that was sent, and mail that was not, is counted."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.mail import send_mail

from virtlearn.operation.metrics import declared


def count(outcome: str) -> float:
    return declared.registry.get_sample_value("virtlearn_mails_total", {"outcome": outcome}) or 0


def test_mail_is_printed_where_there_is_no_server(
    settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "virtlearn.operation.mail.ConsoleBackend"
    before = count("sent")
    send_mail("Subject", "Text", None, ["learner@example.org"])
    assert "Subject: Subject" in capsys.readouterr().out
    assert count("sent") == before + 1


def test_a_server_that_is_away(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "virtlearn.operation.mail.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sent, failed = count("sent"), count("failed")
    with pytest.raises(OSError, match="refused"):
        send_mail("Subject", "Text", None, ["learner@example.org"])
    assert (count("sent"), count("failed")) == (sent, failed + 1)
