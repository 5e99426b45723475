"""Invitations go out in the background, over a real mail server, and say what became of each."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labs.keeper.reconciler import Keeper
from lessons.classes.invitations import services
from lessons.classes.invitations.core import addresses_read, mail_gap, mails_most, retry_after
from lessons.classes.invitations.mailing import invitations_due_send, sending_most, token_digest
from lessons.models import Class, Invitation, Membership
from tests.labs.engine import engine_used
from tests.lessons.classes.conftest import place
from tests.mail_server import Server
from tests.site import free_port
from virtlearn.core.rate import rate_parse
from virtlearn.limits.services import LimitReachedError
from virtlearn.people.models import User

State = Invitation.State


def invite(row: Class, by: User, *addresses: str, language: str = "en") -> list[int]:
    people, problems = addresses_read("\n".join(addresses))
    assert not problems
    added = services.addresses_invite(row=row, by=by, people=people)
    services.invitations_send(row=row, by=by, language=language, places=added.waiting)
    return list(added.waiting)


def mail_of(email: str) -> Invitation:
    return Invitation.objects.get(membership__invited_email=email)


def due_now() -> None:
    Invitation.objects.filter(state=State.WAITING).update(due_at=timezone.now())


def link_of(body: str) -> str:
    found = re.search(r"http://testserver(/\S+/invited/\S+/)", body)
    assert found, body
    return found[1]


@pytest.fixture(autouse=True)
def _with_mail(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "localhost"


def test_one_goes_over_a_real_server_and_its_link_lets_in(
    row: Class, teacher: User, mail_server: Server, learner: User, learner_client: Client
) -> None:
    invite(row, teacher, "Ana Ruiz <ana@example.org>")
    assert invitations_due_send() == 1
    [text] = mail_server.messages
    message = message_from_string(text, policy=policy.default)
    assert message["To"] == "ana@example.org"
    assert message["Subject"] == "Invitation to the class “Networks 1A”"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()
    assert body.startswith("Hello Ana Ruiz,")
    assert "teacher invites you" in body
    link = link_of(body)
    sent = mail_of("ana@example.org")
    assert (sent.state, sent.mails, sent.fault) == (State.SENT, 1, "")
    token = link.split("/")[-2]
    assert sent.digest == token_digest(token)
    assert token not in str(list(Invitation.objects.values()) + list(Membership.objects.values()))
    assert learner_client.post(link)["Location"] == reverse("lessons:class", args=[row.pk])
    joined = row.memberships.get(user=learner)
    assert (joined.state, joined.invited_email) == ("joined", "ana@example.org")


def test_it_is_written_in_the_language_that_was_chosen(
    row: Class, teacher: User, mailoutbox: list[EmailMessage]
) -> None:
    invite(row, teacher, "ana@example.org", language="es")
    invitations_due_send()
    [message] = mailoutbox
    assert message.subject == "Invitación a la clase «Networks 1A»"
    assert "/es/invited/" in message.body


def test_a_name_of_a_class_begins_no_header(row: Class, teacher: User, mail_server: Server) -> None:
    Class.objects.filter(pk=row.pk).update(name="A\r\nBcc: all@example.org\r\n\r\nBuy!")
    row.refresh_from_db()
    people, _problems = addresses_read("ana@example.org")
    [number] = services.addresses_invite(row=row, by=teacher, people=people).waiting
    Membership.objects.filter(pk=number).update(name="Ana\r\nBcc: b@example.org")
    services.invitations_send(row=row, by=teacher, language="en", places=[number])
    assert invitations_due_send() == 1
    message = message_from_string(mail_server.messages[0], policy=policy.default)
    assert message["Bcc"] is None
    assert "Buy!" in message["Subject"]


def test_an_address_that_the_server_refuses_is_told_and_the_others_go(
    row: Class, teacher: User, teacher_client: Client, mail_server: Server
) -> None:
    mail_server.answers = {"<gone@": "550 5.1.1 nobody of that name"}
    invite(row, teacher, "a@example.org", "gone@example.org", "z@example.org")
    assert invitations_due_send() == 2
    assert mail_server.connections == 1
    gone = mail_of("gone@example.org")
    assert (gone.state, gone.fault) == (State.FAILED, "mail-recipient")
    assert (gone.mails, gone.digest) == (0, "")
    page = teacher_client.get(reverse("lessons:class_invitations", args=[row.pk])).content.decode()
    assert "550 5.1.1 nobody of that name" in page
    assert "The mail server does not send to that address." in page
    assert "The mail server has a problem" not in page
    assert "3 invited: 0 joined, 0 on their way, 1 not sent, 0 not mailed yet." in page


def test_greylisting_is_tried_again(row: Class, teacher: User, mail_server: Server) -> None:
    mail_server.answers = {"<ana@": "450 4.2.0 greylisted"}
    invite(row, teacher, "ana@example.org")
    for number in range(len(retry_after)):
        assert invitations_due_send() == 0
        mail = mail_of("ana@example.org")
        assert (mail.state, mail.tries) == (State.WAITING, number + 1)
        assert mail.due_at > timezone.now()
        assert invitations_due_send() == 0  # it waits
        due_now()
    invitations_due_send()
    assert mail_of("ana@example.org").state == State.FAILED


def test_a_server_that_ends_each_connection_gets_all(
    row: Class, teacher: User, mail_server: Server
) -> None:
    mail_server.one_each = True
    invite(row, teacher, *(f"p{number}@example.org" for number in range(4)))
    assert invitations_due_send() == 4
    assert len(mail_server.messages) == 4


def test_a_server_that_is_away_is_not_asked_for_each(
    row: Class, teacher: User, mail_server: Server, settings: LazySettings
) -> None:
    settings.EMAIL_PORT = free_port()
    invite(row, teacher, *(f"p{number}@example.org" for number in range(20)))
    assert invitations_due_send() == 0
    rows = Invitation.objects.values_list("state", "tries", "fault").distinct()
    assert list(rows) == [("waiting", 1, "mail-away")]
    settings.EMAIL_PORT = mail_server.port
    assert invitations_due_send() == 0  # not yet
    due_now()
    assert invitations_due_send() == 20


def test_a_wrong_password_is_everybodys_fault_at_once(
    row: Class, teacher: User, teacher_client: Client, mail_server: Server
) -> None:
    mail_server.refuse = "AUTH"
    invite(row, teacher, *(f"p{number}@example.org" for number in range(20)))
    assert invitations_due_send() == 0
    assert mail_server.connections == 1
    rows = Invitation.objects.values_list("state", "fault", "said").distinct()
    assert list(rows) == [("failed", "mail-login", "")]  # what it said is for who runs the site
    page = teacher_client.get(reverse("lessons:class_invitations", args=[row.pk])).content.decode()
    assert "The mail server has a problem" in page


def test_a_second_mail_has_a_new_link_and_the_old_one_ends(
    row: Class, teacher: User, mailoutbox: list[EmailMessage], client: Client
) -> None:
    numbers = invite(row, teacher, "ana@example.org")
    invitations_due_send()

    def again() -> services.Sent:
        return services.invitations_send(row=row, by=teacher, language="en", places=numbers)

    assert again() == services.Sent(number=0, held=1)
    for number in range(2, mails_most + 1):
        Invitation.objects.update(sent_at=timezone.now() - mail_gap)
        assert again().number == 1, number
        assert invitations_due_send() == 1
    Invitation.objects.update(sent_at=timezone.now() - mail_gap)
    assert again() == services.Sent(number=0, held=1)
    *old, last = [link_of(str(each.body)) for each in mailoutbox]
    assert len(set(old)) == mails_most - 1
    assert {client.get(each).status_code for each in old} == {404}
    assert client.get(last).status_code == 200


def test_what_fails_leaves_the_link_that_went_before(
    row: Class, teacher: User, mail_server: Server, client: Client
) -> None:
    numbers = invite(row, teacher, "ana@example.org")
    invitations_due_send()
    first = mail_of("ana@example.org").digest
    Invitation.objects.update(sent_at=timezone.now() - mail_gap)
    mail_server.refuse = "RCPT"
    services.invitations_send(row=row, by=teacher, language="en", places=numbers)
    invitations_due_send()
    mail = mail_of("ana@example.org")
    assert (mail.state, mail.digest) == (State.FAILED, first)


def test_who_joins_or_is_withdrawn_meanwhile_gets_none(
    row: Class, teacher: User, learner: User, mailoutbox: list[EmailMessage]
) -> None:
    first, second = invite(row, teacher, "a@example.org", "b@example.org")
    Membership.objects.filter(pk=first).update(user=learner, state="joined")
    services.invitations_withdraw(row=row, places=[second])
    assert invitations_due_send() == 0
    assert mailoutbox == []


def test_what_a_killed_process_left_is_sent(
    row: Class, teacher: User, mailoutbox: list[EmailMessage]
) -> None:
    invite(row, teacher, "ana@example.org")
    Invitation.objects.update(state=State.SENDING, tried_at=timezone.now())
    assert invitations_due_send() == 0
    before = timezone.now() - sending_most - timedelta(seconds=1)
    Invitation.objects.update(tried_at=before)
    assert invitations_due_send() == 1
    assert len(mailoutbox) == 1


def test_an_address_gets_few_over_all_classes(
    row: Class, teacher: User, settings: LazySettings, mailoutbox: list[EmailMessage]
) -> None:
    settings.LIMITS = {**settings.LIMITS, "mail-to": rate_parse("1/h")}
    invite(row, teacher, "ana@example.org")
    invitations_due_send()
    Invitation.objects.update(sent_at=timezone.now() - mail_gap)
    services.invitations_send(
        row=row, by=teacher, language="en", places=[row.memberships.get(user=None).pk]
    )
    assert invitations_due_send() == 0
    mail = mail_of("ana@example.org")
    assert (mail.state, mail.fault, len(mailoutbox)) == (State.WAITING, "limit-mail-to", 1)
    assert mail.due_at > timezone.now()


def test_a_teacher_sends_so_many_an_hour(row: Class, teacher: User, settings: LazySettings) -> None:
    settings.LIMITS = {**settings.LIMITS, "invitations": rate_parse("3/h")}
    invite(row, teacher, "a@example.org", "b@example.org")
    with pytest.raises(LimitReachedError):
        invite(row, teacher, "c@example.org", "d@example.org")
    assert Invitation.objects.count() == 2
    invite(row, teacher, "c@example.org")
    assert Invitation.objects.count() == 3


def test_the_keeper_sends_them(row: Class, teacher: User, mailoutbox: list[EmailMessage]) -> None:
    invite(row, teacher, "ana@example.org")
    with engine_used("fake"):
        Keeper().round()
    assert len(mailoutbox) == 1


def test_rosters_places_are_sent_to_all_at_once(
    row: Class, teacher: User, member: Membership, mailoutbox: list[EmailMessage]
) -> None:
    place(row, None, invited_email="ana@example.org", name="Ana")
    place(row, None, name="Nobody knows", external_id="s9")
    sent = services.invitations_send(row=row, by=teacher, language="en")
    assert sent == services.Sent(number=1)
    invitations_due_send()
    assert [each.to for each in mailoutbox] == [["ana@example.org"]]
    assert services.invitations_send(row=row, by=teacher, language="en").number == 0
