"""The page of invitations, and what a link lets whom do: no account and no other's place."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lessons.classes.invitations.mailing import invitations_due_send
from lessons.classes.services import class_create
from lessons.models import Class, Course, Invitation, Membership
from tests.conftest import client_of, password, user_make
from tests.lessons.classes.conftest import place
from virtlearn.people.models import Role, User


@pytest.fixture(autouse=True)
def _with_mail(settings: LazySettings) -> None:
    settings.EMAIL_HOST = "localhost"


def page(row: Class, name: str = "class_invitations") -> str:
    return reverse(f"lessons:{name}", args=[row.pk])


def typed(client: Client, row: Class, text: str, **more: str) -> str:
    response = client.post(page(row), {"addresses": text, **more}, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def mailed(box: list[EmailMessage]) -> str:
    """The link of the last mail."""
    invitations_due_send()
    found = re.search(r"http://testserver(/\S+/invited/\S+/)", str(box[-1].body))
    assert found
    return found[1]


@pytest.fixture
def link(row: Class, teacher_client: Client, mailoutbox: list[EmailMessage]) -> str:
    typed(teacher_client, row, "Ana Ruiz <ana@example.org>")
    return mailed(mailoutbox)


def test_a_teacher_types_addresses_and_sees_what_becomes_of_them(
    row: Class, teacher_client: Client, learner: User, mailoutbox: list[EmailMessage]
) -> None:
    place(row, learner, invited_email="old@example.org")
    text = typed(teacher_client, row, "ana@example.org, OLD@example.org", language="es")
    assert "1 invitation is on its way." in text
    assert "These are in the class already: OLD@example.org." in text
    assert "1 invited: 0 joined, 1 on their way" in text
    assert "hx-get" in text
    client = Client()
    here = page(row)
    client.post(mailed(mailoutbox), {"name": "Ana"})
    text = teacher_client.get(here).content.decode()
    assert "1 invited: 1 joined, 0 on their way" in text
    assert 'hx-trigger="every 3s"' not in text


def test_a_fault_keeps_what_was_typed_and_invites_nobody(
    row: Class, teacher_client: Client
) -> None:
    response = teacher_client.post(page(row), {"addresses": "a@example.org\nno address"})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'data-code="class-addresses-refused"' in text
    assert "a@example.org\nno address</textarea>" in text
    assert "Addresses:2: “no address” is no e-mail address." in text
    assert not row.memberships.filter(user=None).exists()
    empty = teacher_client.post(page(row), {"addresses": " "})
    assert 'data-code="class-no-address"' in empty.content.decode()


def test_the_list_alone_keeps_what_is_ticked(row: Class, teacher_client: Client) -> None:
    member = place(row, None, invited_email="ana@example.org")
    response = teacher_client.get(page(row), {"member": member.pk}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.strip().startswith('<div id="invitations"')
    assert re.search(rf'id="invited-{member.pk}"[^>]*checked', text, re.DOTALL)


def test_sixty_hold_no_page(
    row: Class, teacher_client: Client, mailoutbox: list[EmailMessage]
) -> None:
    """Statements of the request do not grow with the addresses, and nothing is sent in it."""

    def statements(first: int, last: int) -> int:
        text = "\n".join(f"p{number}@example.org" for number in range(first, last))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert teacher_client.post(page(row), {"addresses": text}).status_code == 302
        return len(seen)

    few, many = statements(0, 2), statements(2, 62)
    assert many <= few + 4  # rows are written so many at a time
    assert mailoutbox == []
    assert Invitation.objects.count() == 62
    sent = 0
    while count := invitations_due_send():
        sent += count
    assert sent == len(mailoutbox) == 62
    assert (
        len({link for each in mailoutbox for link in re.findall(r"/invited/\S+", str(each.body))})
        == 62
    )


def test_without_a_mail_server_links_are_handed_out(
    row: Class, teacher_client: Client, settings: LazySettings, client: Client
) -> None:
    settings.EMAIL_HOST = ""
    text = typed(teacher_client, row, "ana@example.org")
    assert 'data-code="class-no-mail"' in text
    assert Invitation.objects.count() == 0
    found = re.search(r'href="http://testserver(/\S+/invited/\S+/)"', text)
    assert found
    client.post(found[1], {"name": "Ana"})
    assert row.memberships.get(role="learner").state == "joined"
    teacher_client.post(page(row, "class_invitations_send"), {"all": "yes"})
    assert Invitation.objects.count() == 0


# --- what a link lets whom do --------------------------------------------------------------------


def test_opening_it_uses_nothing_up(row: Class, link: str, client: Client) -> None:
    """Mail programs look at links before their readers do."""
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert row.memberships.get(role="learner").state == "invited"


def test_it_lets_one_in_once(
    row: Class, link: str, learner: User, learner_client: Client, stranger_client: Client
) -> None:
    learner_client.post(link)
    member = row.memberships.get(role="learner")
    assert (member.user, member.state, member.invited_email) == (
        learner,
        "joined",
        "ana@example.org",
    )
    for method in (stranger_client.get, stranger_client.post, Client().post):
        response = method(link, {"name": "Mallory"})
        assert (response.status_code, b"class-invitation-used" in response.content) == (403, True)
    assert row.memberships.filter(role="learner").count() == 1
    assert learner_client.get(link)["Location"] == reverse("lessons:class", args=[row.pk])


def test_who_was_removed_does_not_come_back_by_it(
    row: Class, link: str, learner: User, learner_client: Client
) -> None:
    learner_client.post(link)
    row.memberships.filter(user=learner).update(state="removed")
    assert learner_client.post(link).status_code == 403
    assert row.memberships.get(user=learner).state == "removed"


def test_whoever_finds_it_has_that_place_and_nothing_else(
    row: Class, link: str, learner: User, stranger: User, stranger_client: Client
) -> None:
    """The address is of an account: its owner's sign-in, password and work are not touched."""
    User.objects.filter(pk=learner.pk).update(email="ana@example.org")
    other = place(row, learner, name="Ana", invited_email="other@example.org")
    before = User.objects.filter(pk=learner.pk).values().get()
    stranger_client.post(link)
    assert User.objects.filter(pk=learner.pk).values().get() == before
    assert not EmailAddress.objects.exists()
    stranger.refresh_from_db()
    assert stranger.email != "ana@example.org"
    mine = row.memberships.get(user=stranger)
    assert (mine.role, mine.pk == other.pk) == ("learner", False)
    assert stranger_client.get(reverse("lessons:class_people", args=[row.pk])).status_code == 404
    assert [each.pk for each in Membership.objects.filter(user=stranger)] == [mine.pk]


def test_the_invited_address_stays_beside_another_of_the_account(
    row: Class, link: str, teacher_client: Client
) -> None:
    client = Client()
    client.post(link, {"name": "Ana"})
    client.post(
        reverse("account_signup"),
        {
            "username": "ana",
            "email": "home@example.com",
            "password1": password,
            "password2": password,
        },
    )
    member = row.memberships.get(role="learner")
    assert member.user
    assert (member.user.username, member.user.email) == ("ana", "home@example.com")
    assert member.invited_email == "ana@example.org"
    shown = teacher_client.get(reverse("lessons:class_member", args=[row.pk, member.pk]))
    assert "ana@example.org" in shown.content.decode()
    assert "home@example.com" in shown.content.decode()


def test_it_expires(row: Class, link: str, learner_client: Client) -> None:
    Invitation.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    assert learner_client.get(link).status_code == 200
    Invitation.objects.update(expires_at=timezone.now())
    for method in (learner_client.get, learner_client.post):
        response = method(link)
        assert (response.status_code, b"class-invitation-over" in response.content) == (403, True)
    assert row.memberships.get(role="learner").user is None


@pytest.fixture
def by_hand(row: Class, settings: LazySettings) -> Membership:
    """A place whose link is handed out, on a site without a mail server."""
    settings.EMAIL_HOST = ""
    return row.memberships.create(invited_email="ana@example.org", name="Ana")


def made_ago(place: Membership, **ago: float) -> str:
    Membership.objects.filter(pk=place.pk).update(token_at=timezone.now() - timedelta(**ago))
    return reverse("lessons:class_invited", args=[place.token])


def test_a_link_that_is_handed_out_expires_and_the_page_says_so(
    row: Class, by_hand: Membership, teacher_client: Client, learner_client: Client
) -> None:
    link = made_ago(by_hand, days=13.9)
    assert learner_client.get(link).status_code == 200
    person = reverse("lessons:class_member", args=[row.pk, by_hand.pk])
    for where in (page(row), person):
        shown = teacher_client.get(where).content.decode()
        assert (link in shown, "works until" in shown) == (True, True)
    made_ago(by_hand, days=14.1)
    for method in (learner_client.get, learner_client.post):
        response = method(link)
        assert (response.status_code, b"class-invitation-over" in response.content) == (403, True)
    for where in (page(row), person):
        shown = teacher_client.get(where).content.decode()
        assert (link in shown, "works until" in shown) == (False, False)
        assert re.search(r"expired \w+", shown)
    roster = teacher_client.get(reverse("lessons:class_roster_csv", args=[row.pk]))
    assert by_hand.token not in roster.content.decode()


@pytest.mark.parametrize("how", ["list", "person"])
def test_a_teacher_makes_links_anew(
    how: str, row: Class, by_hand: Membership, teacher_client: Client, learner_client: Client
) -> None:
    old = made_ago(by_hand, days=20)
    if how == "list":
        teacher_client.post(page(row, "class_invitations_renew"), {"member": by_hand.pk})
    else:
        teacher_client.post(reverse("lessons:class_act", args=[row.pk, by_hand.pk, "link"]))
    by_hand.refresh_from_db()
    new = reverse("lessons:class_invited", args=[by_hand.token])
    assert learner_client.get(old).status_code == 404
    learner_client.post(new, {"name": "Ana"})
    by_hand.refresh_from_db()
    assert by_hand.state == "joined"
    # Of somebody who has joined there is no link to be made.
    token = by_hand.token
    teacher_client.post(page(row, "class_invitations_renew"), {"member": by_hand.pk})
    by_hand.refresh_from_db()
    assert by_hand.token == token


def test_an_account_that_the_roster_names_needs_no_link(
    by_hand: Membership, learner: User, learner_client: Client
) -> None:
    Membership.objects.filter(pk=by_hand.pk).update(user=learner)
    assert learner_client.get(made_ago(by_hand, days=20)).status_code == 200


def test_what_is_withdrawn_lets_nobody_in_neither_mailed_nor_handed_out(
    row: Class, link: str, teacher_client: Client, learner_client: Client
) -> None:
    member = row.memberships.get(role="learner")
    by_hand = reverse("lessons:class_invited", args=[member.token])
    response = teacher_client.post(
        page(row, "class_invitations_withdraw"), {"member": member.pk}, follow=True
    )
    assert "1 invitation is withdrawn" in response.content.decode()
    for each in (link, by_hand):
        assert learner_client.post(each).status_code == 404
        assert b"class-invitation-over" in learner_client.get(each).content
    member.refresh_from_db()
    assert (member.state, member.invited_email) == ("invited", "ana@example.org")
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=2))
    teacher_client.post(page(row, "class_invitations_send"), {"member": member.pk})
    assert invitations_due_send() == 1


def test_who_had_left_takes_the_place_with_its_mail(
    row: Class, link: str, learner: User, learner_client: Client
) -> None:
    mine = place(row, learner, state="removed")
    learner_client.post(link)
    mine.refresh_from_db()
    assert (mine.state, mine.invited_email) == ("joined", "ana@example.org")
    assert Invitation.objects.get().membership == mine


def test_a_class_that_is_over_lets_nobody_in(row: Class, link: str, learner_client: Client) -> None:
    Class.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=2))
    assert b"class-over" in learner_client.post(link).content
    assert row.memberships.get(role="learner").user is None


# --- who may -------------------------------------------------------------------------------------


def test_another_teacher_does_nothing_to_it(
    row: Class, course: str, teacher_client: Client
) -> None:
    """Neither by its address nor through a class of their own."""
    member = place(row, None, invited_email="mo@example.org")
    other = user_make("other-teacher", Role.INSTRUCTOR)
    own = class_create(
        course=Course.objects.get(slug=course), by=other, name="Others", time_zone="UTC"
    )
    client, token = client_of(other), member.token
    for name in ("class_invitations", "class_invitations_send", "class_invitations_withdraw"):
        data = {"addresses": "x@example.org", "member": member.pk, "all": "yes"}
        assert client.post(page(row, name), data).status_code == 404, name
        client.post(page(own, name), {"member": member.pk})
    member.refresh_from_db()
    assert member.token == token
    assert not Invitation.objects.exists()
    assert b"mo@example.org" not in client.get(page(own)).content


def test_assistants_and_learners_invite_nobody(
    row: Class, assistant_client: Client, member: Membership, learner_client: Client
) -> None:
    for name in ("class_invitations", "class_invitations_send", "class_invitations_withdraw"):
        data = {"addresses": "x@example.org", "all": "yes"}
        assert assistant_client.post(page(row, name), data).status_code == 403, name
        assert learner_client.post(page(row, name), data).status_code == 404, name
    assert not row.memberships.filter(user=None).exists()
