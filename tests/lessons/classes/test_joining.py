"""People join by link, code and invitation; a whole school behind one address does in a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.classes.joining import services
from lessons.classes.joining.core import code_new, code_read, code_shown, join_hindrance
from lessons.classes.members.services import member_admit, member_block, member_remove
from lessons.classes.policy import Phase
from lessons.classes.services import class_archive, class_change, code_renew
from lessons.models import (
    AssignmentStart,
    AssignmentWork,
    Class,
    LessonRead,
    Membership,
    PredictionRound,
    RoundAnswer,
)
from tests.conftest import client_of, password, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign
from virtlearn.core.rate import rate_parse
from virtlearn.core.refusal import RefusedError
from virtlearn.core.typed_code import alphabet
from virtlearn.people.models import AuditEntry, Role, User
from virtlearn.people.selectors import is_member
from virtlearn.people.services import guest_merge

State = Membership.State
today = timezone.localdate()


def test_a_code_has_no_letters_that_look_alike() -> None:
    codes = {code_new() for _ in range(300)}
    assert len(codes) == 300
    assert not set("".join(codes)) & set("01OILUV")
    assert len(alphabet) == len(set(alphabet)) == 29


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " abcd 2345 ", "ABCD–2345"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert code_read(typed) == "ABCD2345"
    assert code_shown("ABCD2345") == "ABCD-2345"


@pytest.mark.parametrize("typed", ["", "ABCD234", "ABCD23456", "ABCD234O", "ÄBCD2345", "'; DROP"])
def test_what_is_no_code(typed: str) -> None:
    assert code_read(typed) == ""


def test_why_nobody_gets_in() -> None:
    def why(phase: Phase = Phase.RUNNING, *, enrol: bool = True, late: bool = False) -> str:
        until = today - timedelta(days=1) if late else today
        return join_hindrance(self_enrol=enrol, join_until=until, phase=phase, today=today)

    assert why() == why(Phase.BEFORE) == ""
    assert why(Phase.ENDED) == why(Phase.ARCHIVED) == "over"
    assert why(enrol=False) == "closed"
    assert why(late=True) == "late"


def address(row: Class) -> str:
    return reverse("lessons:class_join", args=[row.join_code])


@pytest.mark.slow("asks for 270 pages")
def test_sixty_join_within_a_minute_from_one_address(row: Class) -> None:
    """Each looks at the page, half of them after a code that was mistyped once."""
    for number in range(60):
        client = Client(REMOTE_ADDR="203.0.113.7")
        if number % 2:
            client.post(reverse("lessons:class_code"), {"code": "ABCD-EFGH"})
        opened = client.post(reverse("lessons:class_code"), {"code": row.join_code.lower()})
        assert opened["Location"] == address(row), number
        assert client.get(address(row)).status_code == 200
        joined = client.post(address(row), {"name": f"Pupil {number}"})
        assert joined["Location"] == reverse("lessons:class", args=[row.pk]), number
        assert client.get(joined["Location"]).status_code == 200
    assert row.memberships.filter(state=State.JOINED, role="learner").count() == 60


def test_guessing_codes_ends_and_right_ones_are_not_counted(
    row: Class, settings: LazySettings
) -> None:
    settings.LIMITS = {**settings.LIMITS, "class-code": rate_parse("5/h")}
    client = Client(REMOTE_ADDR="203.0.113.8")
    for _ in range(20):
        assert client.get(address(row)).status_code == 200
    for _ in range(5):
        assert client.get(reverse("lessons:class_join", args=["ABCDEFGH"])).status_code == 404
    assert client.get(reverse("lessons:class_join", args=["ABCDEFGH"])).status_code == 429
    assert client.get(address(row)).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(address(row)).status_code == 200


def test_a_wrong_code_says_so_and_keeps_what_was_typed(row: Class, client: Client) -> None:
    page = client.post(reverse("lessons:class_code"), {"code": "abcd-efgh"})
    assert page.status_code == 422
    assert 'data-code="class-no-code"' in page.content.decode()
    assert 'value="abcd-efgh"' in page.content.decode()


def test_a_guest_joins_by_name_and_keeps_place_and_work_at_signing_up(
    row: Class, client: Client
) -> None:
    page = client.post(address(row), {"name": " \u202e "})
    assert (page.status_code, "class-name-missing" in page.content.decode()) == (422, True)
    client.post(address(row), {"name": "محمد \u202e(VM)"})
    joined = Membership.objects.get(user__is_guest=True)
    assert (joined.name, joined.state) == ("محمد (VM)", State.JOINED)
    client.post(reverse("lessons:read", args=["small", "first"]))
    client.post(
        reverse("account_signup"),
        {"username": "mo", "password1": password, "password2": password},
    )
    joined.refresh_from_db()
    assert (joined.user and joined.user.username, joined.state) == ("mo", State.JOINED)
    assert LessonRead.objects.get().user == joined.user
    assert client.get(reverse("lessons:class", args=[row.pk])).status_code == 200


def test_a_guest_who_signs_in_brings_the_place_along(row: Class, learner: User) -> None:
    client = Client()
    client.post(address(row), {"name": "Ana"})
    client.post(reverse("account_login"), {"login": "learner", "password": password})
    assert row.memberships.get(role="learner").user == learner


@pytest.mark.parametrize(
    ("states", "result"),
    [
        ("joined joined", "joined"),
        ("removed joined", "joined"),
        ("invited joined", "joined"),
        ("blocked joined", "blocked"),
        ("joined blocked", "blocked"),
        ("joined removed", "joined"),
    ],
)
def test_of_two_places_in_one_class_the_accounts_stays(
    row: Class, learner: User, guest: User, states: str, result: str
) -> None:
    mine, theirs = states.split()
    kept = place(row, learner, state=mine, external_id="s1")
    place(row, guest, state=theirs, name="Guest")
    guest_merge(guest=guest, into=learner)
    assert row.memberships.get(role="learner") == kept
    kept.refresh_from_db()
    assert (kept.state, kept.external_id) == (result, "s1")


def test_the_work_of_a_guest_in_the_same_class_is_kept(
    row: Class, teacher: User, learner: User, guest: User
) -> None:
    kept, theirs = place(row, learner), place(row, guest, name="Guest")
    made = assign(row, teacher)
    answered(made, theirs)
    AssignmentStart.objects.create(assignment=made, membership=theirs, number=1)
    AssignmentStart.objects.create(assignment=made, membership=kept, number=1)
    asked = PredictionRound.objects.create(in_class=row, lesson="first", claim="c", digest="d")
    RoundAnswer.objects.create(of_round=asked, user=guest, turn=1, number=1)
    RoundAnswer.objects.create(of_round=asked, user=guest, turn=2, number=2)
    RoundAnswer.objects.create(of_round=asked, user=learner, turn=2, number=3)

    guest_merge(guest=guest, into=learner)

    assert AssignmentWork.objects.get().membership == kept
    assert AssignmentStart.objects.get().membership == kept
    said = RoundAnswer.objects.filter(user=learner).order_by("turn")
    assert [each.number for each in said] == [1, 3]


def test_an_account_joins_with_one_button_and_twice_is_once(
    row: Class, learner: User, learner_client: Client
) -> None:
    for _ in range(2):
        learner_client.post(address(row))
    joined = row.memberships.get(user=learner)
    assert (joined.state, joined.role) == (State.JOINED, "learner")
    assert learner_client.get(address(row))["Location"] == reverse("lessons:class", args=[row.pk])
    entry = AuditEntry.objects.get(subject=learner.pk, action="class.joined")
    assert (entry.actor, entry.detail) == (learner.pk, "Networks 1A")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"self_enrol": False}, "class-closed"),
        ({"join_until": today - timedelta(days=2)}, "class-join-over"),
        ({"ends_on": today - timedelta(days=2)}, "class-over"),
    ],
)
def test_a_class_that_is_closed_says_why(
    row: Class, learner_client: Client, change: dict[str, object], code: str
) -> None:
    class_change(row=row, **change)
    for answer in (learner_client.get(address(row)), learner_client.post(address(row))):
        assert answer.status_code == 403
        assert f'data-code="{code}"' in answer.content.decode()
    assert not row.memberships.filter(role="learner").exists()


def test_a_new_code_shuts_the_old_one(row: Class, client: Client) -> None:
    old = address(row)
    assert code_renew(row=row) not in old
    assert client.get(old).status_code == 404
    assert client.get(address(row)).status_code == 200


def test_who_was_removed_has_no_access_at_once_and_is_back_with_all_that_is_theirs(
    row: Class, member: Membership, learner_client: Client, teacher: User
) -> None:
    page = reverse("lessons:class", args=[row.pk])
    assert learner_client.get(page).status_code == 200
    member_remove(member=member, by=teacher)
    assert learner_client.get(page).status_code == 404
    assert learner_client.post(reverse("lessons:class_leave", args=[row.pk])).status_code == 404
    assert Membership.objects.get(pk=member.pk).external_id == "s1"
    learner_client.post(address(row))
    back = Membership.objects.get(pk=member.pk)
    assert (back.state, back.external_id, back.name) == (State.JOINED, "s1", "Ana Ruiz")
    assert learner_client.get(page).status_code == 200


def test_a_teacher_who_was_removed_comes_back_as_a_learner(row: Class, teacher: User) -> None:
    other = user_make("other", Role.INSTRUCTOR)
    mine = place(row, other, role="teacher")
    member_remove(member=mine, by=teacher)
    assert services.join_by_code(row=row, user=other).role == "learner"


def test_who_is_blocked_is_told_and_stays_out(
    row: Class, member: Membership, learner_client: Client, teacher: User
) -> None:
    member_block(member=member, by=teacher)
    for answer in (learner_client.get(address(row)), learner_client.post(address(row))):
        assert answer.status_code == 403
        assert 'data-code="class-blocked"' in answer.content.decode()
    link = reverse("lessons:class_invited", args=[member.token])
    assert learner_client.post(link).status_code == 403
    assert Membership.objects.get(pk=member.pk).state == State.BLOCKED
    member_admit(member=member, by=teacher)
    assert Membership.objects.get(pk=member.pk).state == State.JOINED


# --- invitations ---------------------------------------------------------------------------------


def test_a_personal_link_gives_the_place_once(
    row: Class, learner: User, learner_client: Client, stranger_client: Client
) -> None:
    waiting = place(row, None, name="Ana Ruiz", invited_email="ana@example.org", role="assistant")
    link = reverse("lessons:class_invited", args=[waiting.token])
    assert (
        "Ana"
        not in Client().get(reverse("lessons:class_join", args=[row.join_code])).content.decode()
    )
    assert learner_client.get(link).status_code == 200
    learner_client.post(link)
    waiting.refresh_from_db()
    assert (waiting.user, waiting.state, waiting.role) == (learner, State.JOINED, "assistant")
    assert waiting.invited_email == "ana@example.org"
    refused = stranger_client.post(link)
    assert (refused.status_code, "class-invitation-used" in refused.content.decode()) == (403, True)


def test_a_personal_link_works_though_nobody_joins_by_code(
    row: Class, learner_client: Client
) -> None:
    class_change(row=row, self_enrol=False)
    waiting = place(row, None, name="Ana Ruiz")
    link = reverse("lessons:class_invited", args=[waiting.token])
    assert learner_client.post(link).status_code == 302
    class_archive(row=row, by=User.objects.get(username="teacher"))
    another = place(row, None, name="Bo")
    gone = reverse("lessons:class_invited", args=[another.token])
    assert learner_client.get(gone).status_code == 404


def test_an_invitation_to_a_verified_address_is_offered_and_others_are_not(
    row: Class, learner: User, learner_client: Client, stranger: User, stranger_client: Client
) -> None:
    waiting = place(row, None, invited_email="Ana@example.org", role="assistant")
    url = reverse("lessons:classes")
    User.objects.filter(pk=stranger.pk).update(email="ana@example.org")
    EmailAddress.objects.create(user=learner, email="ana@example.org", verified=True)
    EmailAddress.objects.create(user=stranger, email="ana@example.com", verified=False)
    assert waiting.token in learner_client.get(url).content.decode()
    assert waiting.token not in stranger_client.get(url).content.decode()
    # Somebody who only says that the address is theirs gets no assistant's place by the code.
    joined = services.join_by_code(row=row, user=User.objects.get(pk=stranger.pk))
    assert (joined.pk != waiting.pk, joined.role) == (True, "learner")
    assert services.join_by_code(row=row, user=learner).pk == waiting.pk


def test_by_the_code_a_learners_invitation_to_the_same_address_is_the_place(
    row: Class, learner: User
) -> None:
    waiting = place(row, None, invited_email="Ana@Example.org", external_id="s9")
    User.objects.filter(pk=learner.pk).update(email="ana@example.org")
    joined = services.join_by_code(row=row, user=User.objects.get(pk=learner.pk))
    assert (joined.pk, joined.external_id) == (waiting.pk, "s9")


def test_where_addresses_can_be_confirmed_one_that_is_not_takes_nobodys_place(
    row: Class, learner: User, settings: LazySettings
) -> None:
    """Whoever has the class's code could name the address of somebody who is invited."""
    settings.EMAIL_HOST = "mail.example.org"
    waiting = place(row, None, invited_email="ana@example.org", external_id="s9")
    User.objects.filter(pk=learner.pk).update(email="ana@example.org")
    user = User.objects.get(pk=learner.pk)
    thief = services.join_by_code(row=row, user=user)
    assert (thief.pk != waiting.pk, thief.external_id) == (True, "")
    waiting.refresh_from_db()
    assert waiting.user is None
    thief.delete()
    EmailAddress.objects.create(user=user, email="ana@example.org", verified=True)
    assert services.join_by_code(row=row, user=user).pk == waiting.pk


def test_an_invitation_takes_who_was_there_before_into_the_old_place(
    row: Class, learner: User, member: Membership, teacher: User
) -> None:
    member_remove(member=member, by=teacher)
    waiting = place(row, None, invited_email="ana@example.org", github_username="ana")
    joined = services.join_by_invitation(place=waiting, user=learner)
    assert joined.pk == member.pk
    assert (joined.external_id, joined.github_username) == ("s1", "ana")
    assert not Membership.objects.filter(pk=waiting.pk).exists()


def test_an_invitation_by_name_is_accepted_or_declined(
    row: Class, learner: User, learner_client: Client
) -> None:
    waiting = place(row, learner, state=State.INVITED)
    assert learner_client.get(reverse("lessons:class", args=[row.pk])).status_code == 404
    link = reverse("lessons:class_invited", args=[waiting.token])
    assert link in learner_client.get(reverse("lessons:classes")).content.decode()
    learner_client.post(link, {"decline": "yes"})
    assert not Membership.objects.filter(pk=waiting.pk).exists()


def test_a_learner_leaves_and_a_teacher_does_not(
    row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> None:
    url = reverse("lessons:class_leave", args=[row.pk])
    learner_client.post(url)
    assert Membership.objects.get(pk=member.pk).state == State.REMOVED
    teacher_client.post(url)
    assert row.memberships.get(role="teacher").state == State.JOINED


def test_the_class_says_in_its_way_in_what_teachers_will_see(row: Class, client: Client) -> None:
    page = client.get(address(row)).content.decode()
    assert "Your teachers will see your name" in page
    assert f"next={address(row)}" in page


def test_nobody_joins_a_class_that_another_has_just_archived(row: Class, learner: User) -> None:
    Class.objects.filter(pk=row.pk).update(archived_at=timezone.now())
    with pytest.raises(RefusedError) as refused:
        services.join_by_code(row=row, user=learner)
    assert refused.value.code == "class-over"


def test_the_projectors_page_has_code_link_and_a_qr_code_without_inline_style(
    row: Class, teacher_client: Client
) -> None:
    page = teacher_client.get(reverse("lessons:class_panel", args=[row.pk])).content.decode()
    assert code_shown(row.join_code) in page
    assert f"http://testserver{address(row)}" in page
    qr = page.partition("<svg")[2].partition("</svg>")[0]
    assert "<path" in qr
    assert "style=" not in qr


def test_members_of_a_class_count_for_the_labs_of_members(row: Class, learner: User) -> None:
    assert not is_member(learner)
    services.join_by_code(row=row, user=learner)
    assert is_member(learner)


def test_a_stranger_with_a_client_of_their_own_is_in_no_class(row: Class) -> None:
    assert (
        client_of(user_make("new")).get(reverse("lessons:class", args=[row.pk])).status_code == 404
    )
