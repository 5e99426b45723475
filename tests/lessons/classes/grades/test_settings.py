"""How the total is worked out: a teacher sets it after a look at the changes; learners read how."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from lessons.classes.grades.settings.selectors import settings_in_force
from lessons.models import (
    Assignment,
    AssignmentWork,
    Class,
    GradeScheme,
    KeptGrade,
    KeptLearner,
    Membership,
)
from tests.conftest import client_of, user_make
from tests.lessons.classes.conftest import place
from tests.lessons.classes.grades.conftest import answered, assign
from tests.lessons.classes.grades.test_table import cells, shown
from virtlearn.people.models import AuditAction, AuditEntry, Role, User


def fields(*categories: Mapping[str, str], **others: str) -> dict[str, str]:
    """What the form posts: categories with their ids from 1, and `others`, `__` for a dash."""
    data = {"rows": str(len(categories)), "seen": "0"}
    for number, each in enumerate(categories):
        data[f"c{number}-id"] = str(number + 1)
        data[f"c{number}-title"] = ""
        data |= {f"c{number}-{name}": value for name, value in each.items()}
    return data | {name.replace("__", "-"): value for name, value in others.items()}


@pytest.fixture
def sheets(row: Class, teacher: User, member: Membership) -> list[Assignment]:
    """Two, with 2 and 6 of their 8 points for Ana, and 2 and none for Bo."""
    made = [assign(row, teacher, title) for title in ("Sheet", "Exam")]
    other = place(row, user_make("bo"), name="Bo")
    answered(made[0], member)
    answered(made[0], other)
    answered(made[1], member)
    answered(made[1], member, "several")
    answered(made[1], member, "limit", 1)
    return made


def weights(sheets: list[Assignment], **others: str) -> dict[str, str]:
    first, second = sheets
    return fields(
        {"title": "Homework", "weight": "25"},
        {"title": "Exams", "weight": "75"},
        **{f"a{first.pk}-category": "1", f"a{second.pk}-category": "2"},
        **others,
    )


def url_of(row: Class) -> str:
    return reverse("lessons:grades_settings", args=[row.pk])


def previewed(html: str) -> str:
    found = re.search(r'name="previewed" value="(\w+)"', html)
    assert found
    return found[1]


def settle(client: Client, row: Class, data: dict[str, str]) -> None:
    """Looks at it, then keeps it."""
    html = client.post(url_of(row), data).content.decode()
    sure = data | {"action": "keep", "previewed": previewed(html)}
    assert client.post(url_of(row), sure).status_code == 302


def test_nothing_is_kept_before_it_was_looked_at(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    # Ana has 2 of 8 and 5 of 8: 43.75 %, by weights 0.25 x 25 + 0.75 x 62.5 = 53.125 %. Bo has
    # 25 % of what he handed in, before and after.
    data = weights(sheets, action="keep")
    looked = teacher_client.post(url_of(row), data)
    html = looked.content.decode()
    assert not GradeScheme.objects.exists()
    assert "Totals that go up: 1. That go down: 0. As they are: 1." in html
    assert "43.75 %" in html
    assert "53.13 %" in html
    assert "+9.38" in html
    other = {**data, "previewed": previewed(html), "c1-weight": "50"}
    assert teacher_client.post(url_of(row), other).status_code == 200
    assert not GradeScheme.objects.exists()
    sure = {**data, "previewed": previewed(html)}
    assert teacher_client.post(url_of(row), sure)["Location"] == url_of(row)
    assert cells(shown(teacher_client, row), "Ana Ruiz")[0] == "53.1 %"
    entry = AuditEntry.objects.get(action=AuditAction.GRADE_SETTINGS)
    assert entry.detail == "Networks 1A"


def test_all_mistakes_are_said_beside_their_fields_and_what_was_typed_stays(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    data = fields(
        {"title": "Homework", "weight": "many", "drop": "-1", "cap": "900"},
        {"title": "homework", "weight": "1"},
        {"weight": "3"},
        total__cap="x",
    )
    answer = teacher_client.post(url_of(row), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("Write a number from") == 3
    assert "Another category has this name." in html
    assert "Give it a name." in html
    for typed in ("many", "-1", "900", "homework", 'value="3"', 'value="x"'):
        assert typed in html
    for name in ("c0-weight", "c0-drop", "c0-cap", "c1-title", "c2-title", "total-cap"):
        assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', html), name
    only_extra = fields({"title": "Bonus", "extra": "on"})
    html = teacher_client.post(url_of(row), only_extra).content.decode()
    assert "no extra credit" in html


def test_more_rows_keep_what_was_typed(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    data = weights(sheets, action="more") | {"c0-weight": "wrong"}
    html = teacher_client.post(url_of(row), data).content.decode()
    assert 'name="rows" value="5"' in html
    assert 'value="wrong"' in html
    assert re.findall(r'name="c\d-id" value="(\d)"', html) == ["1", "2", "3", "4", "5"]


def test_what_another_teacher_changed_meanwhile_is_not_overwritten(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    settle(teacher_client, row, weights(sheets))
    late = fields({"title": "One"})  # has seen the beginning
    html = teacher_client.post(url_of(row), late).content.decode()
    answer = teacher_client.post(
        url_of(row), late | {"action": "keep", "previewed": previewed(html)}
    )
    assert answer.status_code == 422
    assert "grade-settings-old" in answer.content.decode()
    assert 'value="One"' in answer.content.decode()
    assert len(settings_in_force(row).categories) == 2


def test_what_held_before_is_looked_at_and_taken_again(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    settle(teacher_client, row, weights(sheets))
    number = GradeScheme.objects.get().pk
    html = teacher_client.get(url_of(row) + "?from=0").content.decode()
    assert "Totals that go up: 0. That go down: 1. As they are: 1." in html
    back = fields(action="keep", previewed=previewed(html), seen=str(number))
    assert teacher_client.post(url_of(row), back).status_code == 302
    assert cells(shown(teacher_client, row), "Ana Ruiz")[0] == "43.8 %"
    html = teacher_client.get(url_of(row)).content.decode()
    assert f"?from={number}" in html
    for text in ("9" * 9, "x", "-1"):
        assert teacher_client.get(f"{url_of(row)}?from={text}").status_code == 404


def test_erased_accounts_are_in_the_preview(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    kept = KeptLearner.objects.create(in_class=row, code="4f2a")
    for sheet, points in zip(sheets, (8, 0), strict=True):
        KeptGrade.objects.create(
            learner=kept, assignment=sheet, status="submitted", points=points, attempts=1
        )
    html = teacher_client.post(url_of(row), weights(sheets)).content.decode()
    assert "Totals that go up: 1. That go down: 1. As they are: 1." in html
    assert "erased 4f2a" in html
    assert "-25.00" in html


def test_a_removed_category_gives_its_assignments_to_the_first(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    data = weights(sheets) | {"c1-remove": "on"}
    settle(teacher_client, row, data)
    found = settings_in_force(row)
    assert [each.title for each in found.categories] == ["Homework"]
    assert found.place(str(sheets[1].pk)).category == "1"


def test_the_last_answer_counts_where_that_is_chosen(
    row: Class, sheets: list[Assignment], member: Membership, teacher_client: Client
) -> None:
    answered(sheets[0], member, "same-kernel", 0.5)
    data = fields(**{f"a{sheets[0].pk}-take": "last", "total-cap": "40"})
    settle(teacher_client, row, data)
    assert cells(shown(teacher_client, row), "Ana Ruiz") == ["34.4 %", "0.50", "5"]


def test_the_learner_reads_how_the_total_is_made_and_what_was_left_out(
    row: Class, sheets: list[Assignment], teacher_client: Client, learner_client: Client
) -> None:
    first = sheets[0]
    data = fields(
        {"title": "Work", "weight": "100", "drop": "1"},
        {"title": "Bonus", "weight": "10", "extra": "on"},
        **{f"a{each.pk}-category": "1" for each in sheets},
    )
    settle(teacher_client, row, data)
    html = learner_client.get(reverse("lessons:grades_mine", args=[row.pk])).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "62.5 % of all that you handed in or that is over." in text
    assert (
        "Work : 62.5 %, 5 of 8 points. Its weight is 100. That gives 62.5 % of the total." in text
    )
    assert f"Dropped as the lowest: {first.title} ." in text
    assert "Bonus : nothing counts yet. Extra credit" in text
    assert text.count("this is one of them") == 1


def test_hidden_scores_are_not_told_by_what_is_left_out(
    row: Class, sheets: list[Assignment], teacher_client: Client, learner_client: Client
) -> None:
    data = fields({"title": "Work", "drop": "1"})
    settle(teacher_client, row, data)
    Assignment.objects.filter(pk=sheets[1].pk).update(
        rule={**sheets[1].rule, "score": {"hidden": True}}
    )
    html = learner_client.get(reverse("lessons:grades_mine", args=[row.pk])).content.decode()
    assert "25.0 %" in html
    assert "Dropped as the lowest" not in html
    assert "this is one of them" not in html


def test_strangers_learners_and_assistants_set_nothing(
    row: Class,
    sheets: list[Assignment],
    learner_client: Client,
    assistant_client: Client,
    stranger_client: Client,
    client: Client,
) -> None:
    other = client_of(user_make("other-teacher", Role.INSTRUCTOR))
    allowed = {learner_client: 404, stranger_client: 404, other: 404, assistant_client: 403}
    for who, status in {**allowed, client: 302}.items():
        assert who.get(url_of(row)).status_code == status
        assert who.post(url_of(row), weights(sheets, action="keep")).status_code == status
    assert not GradeScheme.objects.exists()
    assert AssignmentWork.objects.count() == 5


def test_a_class_that_is_over_changes_no_more(
    row: Class, sheets: list[Assignment], teacher_client: Client
) -> None:
    html = teacher_client.post(url_of(row), weights(sheets)).content.decode()
    Class.objects.update(ends_on="2020-01-01", starts_on="2019-01-01")
    sure = weights(sheets, action="keep", previewed=previewed(html))
    assert teacher_client.post(url_of(row), sure).status_code == 422
    assert not GradeScheme.objects.exists()
