"""The test at the end of a course: drawn, sent in, what it says, nothing of the keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lessons.exams import services as exams_services
from lessons.exams.scoring import (
    Answered,
    Kind,
    Offer,
    Pick,
    counts_of,
    kinds,
    picks_draw,
    questions_most,
    shares,
)
from lessons.models import Attempt, CourseTest, ReviewCard
from lessons.publishing import selectors
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.reading import attempts
from tests.lessons.courses import course_change, course_publish, keys
from tests.lessons.pages import text_of
from virtlearn.people.models import User

end = "/en/courses/small/end/"


def filled(client: Client, path: str, *, right: set[str]) -> dict[str, Any]:
    """What the form of `path` sends where all questions of the lessons `right` are right."""
    raw = client.get(path).content.decode()
    draw = re.search(r'name="draw"\s+value="(\d+)"', raw)
    assert draw
    published = selectors.course_current_or_404("small")
    data: dict[str, Any] = {"draw": draw[1], "number": 1}
    for asked in exams_services.asked_of(published, "end", draw[1]):
        assert f'id="{asked.name}"' in raw
        question = asked.question
        if isinstance(question, ChoiceQuestion):
            wanted = asked.pick.lesson in right
            picked = [choice.id for choice in question.choices if choice.right is wanted]
            data[f"{asked.prefix}answer"] = picked if wanted or question.multiple else picked[:1]
        elif isinstance(question, NumericQuestion):
            data[f"{asked.prefix}answer"] = "64321" if asked.pick.lesson in right else "5"
        else:
            data[f"{asked.prefix}answer"] = "secretword" if asked.pick.lesson in right else "x"
    return data


def test_a_visitor_learns_what_they_know(course: str, client: Client) -> None:
    assert [key for key in keys if key in text_of(client.get(end))] == []
    data = filled(client, end, right={"first"})
    response = client.post(end, data)
    assert (response.status_code, response["Location"]) == (302, end)
    text = text_of(client.get(end))
    assert re.search(r"\d+ percent of the points", text)
    assert "100 percent – you know this" in text
    assert "0 percent – look at it again" in text
    assert [key for key in keys if key in text] == []
    # It is no lesson: nothing is answered by it there, and nothing comes back.
    assert not Attempt.objects.exists()
    assert not ReviewCard.objects.exists()


def test_what_is_open_is_asked_for_once(course: str, learner_client: Client) -> None:
    data = filled(learner_client, end, right={"first", "second"})
    last = [name for name in data if name.endswith("answer")][-1]
    kept = next(name for name in data if name.endswith("answer"))
    del data[last]
    response = learner_client.post(end, data)
    assert response.status_code == 422
    text = text_of(response)
    assert "1 question is unanswered or unreadable." in text
    assert f'href="#{last.removesuffix("-answer")}"' in text
    assert f'name="{kept}"' in text
    for value in data[kept] if isinstance(data[kept], list) else [data[kept]]:
        assert re.search(rf'value="{value}" checked|type="text".*value="{value}"', text)
    assert not CourseTest.objects.exists()
    learner_client.post(end, {**data, "anyway": "1"})
    taken = CourseTest.objects.get()
    assert 0.5 < taken.share < 1
    assert "Passed." in text_of(learner_client.get(end))


def test_again_asks_other_questions_and_keeps_both(course: str, learner_client: Client) -> None:
    learner_client.post(end, filled(learner_client, end, right=set()))
    raw = learner_client.get(f"{end}?again=1").content.decode()
    assert re.search(r'name="number"\s+value="2"', raw)
    assert CourseTest.objects.count() == 1


def test_sent_twice_is_one_test(course: str, learner_client: Client) -> None:
    data = filled(learner_client, end, right={"first"})
    for _ in range(2):
        assert learner_client.post(end, data).status_code == 302
    assert "already handed in" not in text_of(learner_client.get(end))
    answers = {name: "" for name in data if name.endswith("answer")}
    other = {**data, **answers, "anyway": "1"}  # as from a page that was left open
    assert learner_client.post(end, other).status_code == 302
    assert "already handed in this test" in text_of(learner_client.get(end))
    assert CourseTest.objects.count() == 1


def test_nobody_sees_anothers_result(
    course: str, learner_client: Client, stranger_client: Client
) -> None:
    learner_client.post(end, filled(learner_client, end, right={"first"}))
    assert "percent of the points" not in text_of(stranger_client.get(end))


def test_what_no_form_sends(course: str, learner_client: Client) -> None:
    data = filled(learner_client, end, right=set())
    for wrong in ({"draw": "x" * 99}, {"number": "0"}, {"number": "-1"}, {"number": "999"}):
        response = learner_client.post(end, {**data, **wrong, "anyway": "1"})
        assert response.status_code == 302
    assert CourseTest.objects.filter(number=1).count() <= 1
    assert CourseTest.objects.exclude(number=1).count() == 0


def test_a_guests_tests_go_to_the_account(course: str, client: Client, learner: User) -> None:
    client.post(end, filled(client, end, right=set()))
    guest = CourseTest.objects.get().user
    attempts.guest_merge(guest=guest, into=learner)
    assert CourseTest.objects.get().user == learner


offers = st.dictionaries(
    st.sampled_from("abcdefghijklmnop"),
    st.lists(st.builds(Offer, st.text("xyz", max_size=3), st.booleans()), max_size=6),
)


@given(offers, st.sampled_from(kinds), st.integers(0, 999))
def test_draws_are_the_same_by_seed_and_within_the_lessons(
    lessons: dict[str, list[Offer]], kind: Kind, seed: int
) -> None:
    drawn = picks_draw(lessons, kind, str(seed))
    assert drawn == picks_draw(lessons, kind, str(seed))
    assert len(drawn) == questions_most(lessons, kind)
    for lesson, found in lessons.items():
        mine = [pick for pick in drawn if pick.lesson == lesson]
        if kind == "end":
            assert len(mine) == min(len(found), 3)
        assert all(pick in {Pick(lesson, each.question) for each in found} for pick in mine)


@given(offers, st.integers(0, 999))
def test_before_the_course_ten_questions_are_spread_over_the_lessons(
    lessons: dict[str, list[Offer]], seed: int
) -> None:
    counts = counts_of(lessons, "before", str(seed))
    there = {lesson: len(found) for lesson, found in lessons.items() if found}
    assert sum(counts.values()) == min(10, sum(there.values()))
    # No lesson is asked about twice more often than another that has questions left.
    for lesson, count in there.items():
        if counts[lesson] < count and len(there) <= 10:
            assert max(counts.values()) <= counts[lesson] + 1


def test_before_the_course_what_is_hard_to_guess_is_asked_first() -> None:
    found = {"a": [Offer("easy", guess=0.5), Offer("hard", guess=0.1)]}
    lessons = found | {f"l{at}": [Offer("q")] for at in range(9)}
    for seed in range(20):
        assert picks_draw(lessons, "before", str(seed))[0] == Pick("a", "hard")


@pytest.mark.django_db
def test_what_only_its_lesson_explains_is_not_asked(folder: Path) -> None:
    def offered() -> set[str]:
        course_publish(folder)
        selectors.current_forget()
        published = selectors.course_current_or_404("small")
        return {offer.question for offer in exams_services.offers(published)["first"]}

    before = offered()
    assert "same-kernel" in before
    course_change(folder, "#same-kernel points=2", "#same-kernel standalone=false points=2")
    assert offered() == before - {"same-kernel"}


def test_the_end_asks_first_what_lies_in_pools() -> None:
    found = [Offer(f"q{at}", at > 5) for at in range(9)]
    for seed in range(20):
        drawn = {pick.question for pick in picks_draw({"a": found}, "end", str(seed))}
        assert drawn == {"q6", "q7", "q8"}


def test_shares_weigh_by_points() -> None:
    items = [
        Answered(lesson="a", question="x", points=3, fraction=1),
        Answered(lesson="a", question="y", points=1, fraction=0),
        Answered(lesson="b", question="z", points=2, fraction=0.5),
    ]
    assert shares(items) == {"a": 0.75, "b": 0.5}
