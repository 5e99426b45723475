"""Screens on the board: whose, for whom, and only what changed."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from labs.core.screen import Screen
from labs.models import LabSession, LabState, SharedScreens, Visit
from labs.sharing import screens as wishes_module
from labs.sharing.screens import screens_write
from lessons.classes.board import live as live_module
from lessons.classes.board import screens as screens_module
from lessons.classes.groups.services import groups_set
from lessons.classes.members.services import member_remove
from lessons.classes.services import class_archive, class_change
from lessons.models import Class, Label, Membership
from lessons.publishing import selectors as publishing_selectors
from tests.conftest import client_of, user_make
from tests.lessons.classes.board.conftest import Learners, lab_of
from tests.lessons.classes.conftest import place
from tests.lessons.classes.groups.conftest import set_make
from virtlearn.people.models import AuditAction, AuditEntry, Role, User

wicked = "<script>alert(1)</script> & \"x\" 'y' {{ row }}"


@pytest.fixture
def shows(row: Class, member: Membership) -> Membership:
    """A learner who agreed, of a class that asks."""
    class_change(row=row, screens="ask")
    answers(member, True)
    return member


def answers(member: Membership, shown: bool | None) -> None:
    Membership.objects.filter(pk=member.pk).update(screens=shown)


def written(session: LabSession, text: str, **fields: Any) -> None:
    """As the process that holds the terminals does, where the screens are wanted."""
    given = {"machine": "main", "tab": 1, "cols": 80, "lines": 24, "top": 0, **fields}
    screens_write({session.pk: [Screen(text=text, **given)]})


def page_of(client: Client, row: Class, **data: Any) -> str:
    answer = client.get(f"/en/classes/{row.pk}/board/", {"screens": "on", **data})
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown_in(page: str) -> list[str]:
    """What static/js/board-screens.js sends with its next question."""
    found = re.findall(r'data-screen="(\w+)"\s+data-digest="([^"]*)"', page)
    return [f"{key}={digest}" for key, digest in found]


def changes(client: Client, row: Class, seen: str = "", **data: Any) -> Any:
    """None where the page shows it all."""
    answer = asked(client, row, seen, **data)
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200, answer.status_code
    return answer.json().get("screens")


def asked(client: Client, row: Class, seen: str = "", **data: Any) -> Any:
    where = f"/en/classes/{row.pk}/board/changes/"
    return client.get(where, data, headers={"Screens-Seen": seen})


def html_of(found: Any) -> str:
    return "".join([*found["cards"], *found["shown"].values()])


def seen_after(seen: str, found: Any) -> str:
    """What a page says that has taken the changes in."""
    known = dict(each.split("=") for each in [*seen.split(), *shown_in("".join(found["cards"]))])
    known |= found["digests"]
    return " ".join(f"{key}={known[key]}" for key in found["stand"])


def texts(found: Any) -> list[str]:
    """Of the cards that came, and of what came of others."""
    cards = html_of(found)
    return [
        html.unescape(each) for each in re.findall(r"<pre[^>]*>\n(.*?)</pre>", cards, re.DOTALL)
    ]


def test_what_a_learner_typed_is_shown_escaped_and_only_once(
    row: Class, shows: Membership, learner: User, teacher_client: Client
) -> None:
    session = lab_of(learner, "small")
    page = page_of(teacher_client, row)
    assert "No terminal is open yet" in page
    assert "Ana Ruiz" in page
    written(session, f"\n$ {wicked}")
    found = changes(teacher_client, row, " ".join(shown_in(page)))
    assert texts(found) == [f"\n$ {wicked}"]
    assert "<script>" not in html_of(found)
    assert found["cards"] == []  # the buttons stay where they are
    seen = seen_after(" ".join(shown_in(page)), found)
    assert changes(teacher_client, row, seen) is None
    written(session, "$ ls")
    assert texts(changes(teacher_client, row, seen)) == ["$ ls"]


def test_only_cards_that_changed_are_sent(
    row: Class, joins: Learners, teacher_client: Client
) -> None:
    class_change(row=row, screens="on")
    sessions = [lab_of(joins(name).user, "small") for name in "abc"]
    everything = changes(teacher_client, row)
    for session in sessions:
        written(session, "$ ")
    seen = " ".join(shown_in(html_of(changes(teacher_client, row))))
    written(sessions[1], "$ ls")
    found = changes(teacher_client, row, seen)
    assert texts(found) == ["$ ls"]
    assert found["stand"] == everything["stand"]
    LabSession.objects.filter(pk=sessions[1].pk).update(
        state=LabState.ENDED, ended_at=timezone.now()
    )
    over = changes(teacher_client, row, seen)
    assert html_of(over) == ""
    assert over["stand"] == [everything["stand"][0], everything["stand"][2]]


def test_a_page_that_says_nonsense_gets_everything(
    row: Class, shows: Membership, learner: User, teacher_client: Client
) -> None:
    known = written_of(learner, teacher_client, row).pk.hex[: screens_module.key_length]
    for seen in ("", "nonsense", "= = a=b=c", "x" * 4000, f"{known}=", f"{known}=a=b"):
        assert texts(changes(teacher_client, row, seen)) == ["$ ls"]


def written_of(learner: User, client: Client, row: Class) -> LabSession:
    session = lab_of(learner, "small")
    changes(client, row)
    written(session, "$ ls")
    return session


def test_a_no_ends_it_at_once_and_a_yes_begins_it(
    row: Class, shows: Membership, learner: User, learner_client: Client, teacher_client: Client
) -> None:
    session = written_of(learner, teacher_client, row)
    assert texts(changes(teacher_client, row)) == ["$ ls"]
    where = f"/en/classes/{row.pk}/screens/"
    learner_client.post(where, {"show": "no"})
    found = changes(teacher_client, row, "something=shown")
    assert (html_of(found), found["stand"]) == ("", [])
    assert "1 lab runs whose screens are not shown" in found["words"]
    assert not SharedScreens.objects.exists()
    written(session, "$ secret")
    learner_client.post(where, {"show": "yes"})
    assert texts(changes(teacher_client, row)) == []


@pytest.mark.parametrize(
    ("setting", "answer", "number"),
    [("off", True, 0), ("ask", None, 0), ("ask", True, 1), ("on", None, 1), ("on", False, 0)],
)
def test_the_class_and_the_learner_decide(
    row: Class,
    member: Membership,
    learner: User,
    teacher_client: Client,
    setting: str,
    answer: bool | None,
    number: int,
) -> None:
    lab_of(learner, "small")
    class_change(row=row, screens=setting)
    answers(member, answer)
    assert len(changes(teacher_client, row, "a=b")["stand"]) == number
    assert SharedScreens.objects.count() == number


def test_guests_are_never_shown(row: Class, joins: Learners, teacher_client: Client) -> None:
    class_change(row=row, screens="on")
    member = joins("guest-1", "Gast")
    User.objects.filter(memberships=member).update(is_guest=True)
    answers(member, True)
    lab_of(member.user, "small")
    assert changes(teacher_client, row, "a=b")["stand"] == []
    assert not SharedScreens.objects.exists()


def test_nothing_but_running_labs_of_the_classs_course_and_members(
    row: Class, joins: Learners, teacher: User, teacher_client: Client
) -> None:
    class_change(row=row, screens="on")
    lab_of(joins("elsewhere").user, "another-course")
    lab_of(joins("over").user, "small", state=LabState.ENDED, ended_at=timezone.now())
    lab_of(joins("starting").user, "small", state=LabState.STARTING, ready_at=None)
    lab_of(user_make("nobody"), "small")
    removed = joins("removed")
    lab_of(removed.user, "small")
    member_remove(member=removed, by=teacher)
    invited = place(row, user_make("invited"), state=Membership.State.INVITED)
    lab_of(invited.user, "small")
    lab_of(teacher, "small")
    assert changes(teacher_client, row, "a=b")["stand"] == []
    assert not SharedScreens.objects.exists()


def test_who_is_removed_is_gone_from_a_page_that_is_open(
    row: Class, shows: Membership, learner: User, teacher: User, teacher_client: Client
) -> None:
    written_of(learner, teacher_client, row)
    member_remove(member=shows, by=teacher)
    assert changes(teacher_client, row, "a=b")["stand"] == []


def test_teachers_and_heads_see_screens_and_others_do_not(
    row: Class,
    shows: Membership,
    learner: User,
    teacher: User,
    teacher_client: Client,
    assistant_client: Client,
    learner_client: Client,
    stranger_client: Client,
    head_client: Client,
) -> None:
    written_of(learner, teacher_client, row)
    assert len(changes(head_client, row)["stand"]) == 1
    assert asked(assistant_client, row).status_code == 403
    page = page_of(assistant_client, row)
    assert all(each not in page for each in ('id="screens', "$ ls", "Show screens"))
    assert asked(learner_client, row).status_code == 404
    assert asked(stranger_client, row).status_code == 404
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    assert asked(other, row).status_code == 404
    User.objects.filter(pk=teacher.pk).update(role=Role.LEARNER)
    assert asked(teacher_client, row).status_code == 403


def test_a_class_that_is_over_shows_no_screens(
    row: Class, shows: Membership, learner: User, teacher: User, teacher_client: Client
) -> None:
    written_of(learner, teacher_client, row)
    class_change(row=row, ends_on="2020-01-01")
    assert asked(teacher_client, row).status_code == 403
    class_change(row=row, ends_on=None)
    class_archive(row=row, by=teacher)
    assert asked(teacher_client, row).status_code == 403


def test_a_teacher_of_another_class_of_the_learner_sees_by_that_classs_consent(
    row: Class, shows: Membership, learner: User, teacher_client: Client
) -> None:
    other_teacher = user_make("other-teacher", Role.INSTRUCTOR)
    second = Class.objects.create(
        name="Second", course=row.course, join_code="SECOND22", screens="ask"
    )
    place(second, other_teacher, role=Membership.Role.TEACHER)
    place(second, learner)
    written_of(learner, teacher_client, row)
    assert changes(client_of(other_teacher), second, "a=b")["stand"] == []
    assert len(changes(teacher_client, row)["stand"]) == 1


def test_whom_the_learner_sent_out_sees_nothing_until_they_are_asked_for(
    row: Class, shows: Membership, learner: User, teacher: User, teacher_client: Client
) -> None:
    session = written_of(learner, teacher_client, row)
    Visit.objects.create(
        session=session, user=teacher, ended_at=timezone.now(), ended_by_learner=True
    )
    assert changes(teacher_client, row, "a=b")["stand"] == []
    LabSession.objects.filter(pk=session.pk).update(hand_raised_at=timezone.now())
    assert len(changes(teacher_client, row, "a=b")["stand"]) == 1


def test_a_groups_machine_is_shown_where_all_of_it_agree(
    row: Class, teacher: User, teacher_client: Client
) -> None:
    class_change(row=row, screens="ask")
    ana, ben = (place(row, user_make(name.lower()), name=name) for name in ("Ana", "Ben"))
    of_set = set_make(row, teacher)
    groups_set(of_set=of_set, by=teacher, wanted=dict.fromkeys((ana, ben), "Red"))
    session = lab_of(ana.user, "small", group=str(ana.group_places.get().group_id))
    answers(ana, True)
    assert changes(teacher_client, row, "a=b")["stand"] == []
    answers(ben, True)
    found = changes(teacher_client, row, "a=b")
    assert len(found["stand"]) == 1
    assert "Red" in html_of(found)
    seen = AuditEntry.objects.filter(action=AuditAction.SCREEN_SEEN)
    assert set(seen.values_list("subject", flat=True)) == {ana.user_id, ben.user_id}
    # A group of another class is not this board's to show.
    LabSession.objects.filter(pk=session.pk).update(group="999999")
    assert changes(teacher_client, row, "a=b")["stand"] == []


def test_the_log_says_who_looked_once_an_hour(
    row: Class, shows: Membership, learner: User, teacher: User, teacher_client: Client
) -> None:
    written_of(learner, teacher_client, row)
    page_of(teacher_client, row)
    changes(teacher_client, row)
    (entry,) = AuditEntry.objects.filter(action=AuditAction.SCREEN_SEEN)
    assert (entry.actor, entry.subject) == (teacher.pk, learner.pk)
    assert entry.detail == "small/whose-kernel"
    page = client_of(learner).get("/en/account/log/").content.decode()
    assert "saw the terminals" in page.replace("&#x27;", "'")


def test_a_label_shows_its_people_alone(
    row: Class, joins: Learners, teacher_client: Client
) -> None:
    class_change(row=row, screens="on")
    label = Label.objects.create(in_class=row, name="Room 2")
    lab_of(joins("a").user, "small")
    inside = joins("b")
    inside.labels.add(label)
    lab_of(inside.user, "small")
    assert len(changes(teacher_client, row)["stand"]) == 2
    assert len(changes(teacher_client, row, label=label.pk)["stand"]) == 1
    page = page_of(teacher_client, row, label=label.pk)
    assert f"board/changes/?label={label.pk}" in page
    assert len(shown_in(page)) == 1


def test_a_page_takes_so_many_and_says_how_many_more_there_are(
    row: Class, joins: Learners, teacher_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens_module, "cards_most", 2)
    class_change(row=row, screens="on")
    for name in "abc":
        lab_of(joins(name).user, "small")
    page = page_of(teacher_client, row)
    assert len(shown_in(page)) == 2
    assert "1 more is not on this page" in page
    assert SharedScreens.objects.count() == 2


def test_a_large_terminal_says_what_is_shown_of_it(
    row: Class, shows: Membership, learner: User, teacher_client: Client
) -> None:
    session = written_of(learner, teacher_client, row)
    written(session, "x", cols=132, lines=50, top=26)
    assert "(lines 27–50 of 50, 80 of 132 columns)" in page_of(teacher_client, row)


def test_nothing_is_wanted_while_nobody_looks(
    row: Class, shows: Membership, learner: User, teacher_client: Client
) -> None:
    lab_of(learner, "small")
    where = f"/en/classes/{row.pk}/board/"
    page = teacher_client.get(where).content.decode()
    teacher_client.get(f"{where}changes/")
    assert not SharedScreens.objects.exists()
    assert "Show screens" in page
    assert "screens=on" in page


def test_asking_again_takes_as_many_statements_for_two_as_for_five(
    row: Class, joins: Learners, teacher_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = [(live_module, "anew_every"), (live_module, "clock_alone")]
    for module, name in (*patient, (wishes_module, "wanted_for")):
        monkeypatch.setattr(module, name, timedelta(hours=1))  # however slow this machine is
    monkeypatch.setattr(publishing_selectors, "current_seconds", 3600.0)
    class_change(row=row, screens="on")
    counts = []
    for number in range(5):
        session = lab_of(joins(f"user-{number}").user, "small")
        seen = " ".join(shown_in(html_of(changes(teacher_client, row))))
        with CaptureQueriesContext(connection) as caught:
            assert changes(teacher_client, row, seen) is None
        counts.append(len(caught))
        written(session, "$ ")
    assert counts[1] == counts[-1]
