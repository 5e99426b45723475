"""The paper of an exam: saved as it is given, in any browser; what a cheating learner tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lessons.assignments.services import Item
from lessons.exams import papers
from lessons.exams.overdue import papers_overdue_close
from lessons.exams.scoring import share_of_all
from lessons.exams.services import Asked
from lessons.models import (
    Assignment,
    AssignmentStart,
    AssignmentWork,
    Class,
    CourseTest,
    ExamAnswer,
    ExamBatch,
    ExamPaper,
    Membership,
)
from lessons.quizzes.choice import ChoiceQuestion
from lessons.quizzes.numeric import NumericQuestion
from lessons.quizzes.short import ShortQuestion
from tests.conftest import client_of
from tests.lessons.assignments.conftest import Make
from tests.lessons.assignments.exams import (
    begin,
    end_test,
    exam_fields,
    keep,
    one,
    opened,
    started_ago,
)
from tests.lessons.courses import course_publish, keys
from virtlearn.people.models import User


def right_answer(asked: Asked) -> str:
    question = asked.question
    if isinstance(question, ChoiceQuestion):
        return next(each.id for each in question.choices if each.right)
    return "64321" if isinstance(question, NumericQuestion) else "secretword"


@pytest.fixture
def made(
    make: Make, row: Class, member: Membership, learner_client: Client, teacher_client: Client
) -> Assignment:
    """An exam that runs since a second, with the learner in it."""
    made = make(**exam_fields)
    learner_client.post(one(row, made, "place/"))
    begin(row, made, teacher_client)
    return made


def saved(question: Asked) -> list[str]:
    return ExamAnswer.objects.get(question=question.pick.question).answer  # type: ignore[no-any-return]


def time_over() -> None:
    """The hour was over two minutes ago, for who has no more time."""
    started_ago(ExamBatch.objects.get(), seconds=62 * 60)


def test_each_answer_is_saved_and_another_browser_goes_on(
    row: Class, made: Assignment, learner: User, learner_client: Client
) -> None:
    paper, asked = opened(row, made, learner_client)
    text = next(each for each in asked if not isinstance(each.question, ChoiceQuestion))
    assert keep(row, made, learner_client, text, "my words").json() == {"version": 1}
    assert keep(row, made, learner_client, text, "my better words", 1).json() == {"version": 2}
    other = client_of(learner)
    page = other.get(one(row, made, "paper/end/")).content.decode()
    assert 'value="my better words"' in page
    assert ExamPaper.objects.get() == paper
    assert [key for key in keys if key in page] == []
    # What it goes on from is what it was shown.
    assert keep(row, made, other, text, "the other's words", 2).json() == {"version": 3}


def test_an_old_draft_never_replaces_a_newer_answer(
    row: Class, made: Assignment, learner: User, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    question, other = asked[0], client_of(learner)
    keep(row, made, learner_client, question, "first")
    keep(row, made, other, question, "second", 1)
    for version in (0, 1, 7):
        refused = keep(row, made, learner_client, question, "first", version)
        assert refused.status_code == 409
        assert refused.json()["version"] == 2
        assert refused.json()["code"] == "exam-answered-elsewhere"
    assert saved(question) == ["second"]
    # Sent again because the reply was lost is no conflict; insisting is the learner's right.
    assert keep(row, made, other, question, "second", 1).json() == {"version": 2}
    assert keep(row, made, learner_client, question, "first", 2).json() == {"version": 3}


def test_two_browsers_on_two_questions_lose_nothing(
    row: Class, made: Assignment, learner: User, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    keep(row, made, learner_client, asked[0], "a")
    keep(row, made, client_of(learner), asked[1], "b")
    assert (saved(asked[0]), saved(asked[1])) == (["a"], ["b"])
    # The first browser sends its form, as it saw it: the second's newer answer stands.
    form = {f"{asked[0].prefix}answer": "a", f"{asked[0].prefix}version": 1, "anyway": "1"}
    response = learner_client.post(one(row, made, "paper/end/"), form)
    assert response.status_code == 422
    assert 'data-code="exam-changed-elsewhere"' in response.content.decode()
    assert saved(asked[1]) == ["b"]
    assert not CourseTest.objects.exists()
    form |= {f"{asked[1].prefix}answer": "b", f"{asked[1].prefix}version": 1}
    assert learner_client.post(one(row, made, "paper/end/"), form).status_code == 302
    assert CourseTest.objects.count() == 1


def test_without_scripts_the_form_saves_and_goes_on(
    row: Class, made: Assignment, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    form = {f"{asked[0].prefix}answer": "a", f"{asked[0].prefix}version": 0}
    url = one(row, made, "paper/end/")
    assert learner_client.post(url, {**form, "keep": "1"})["Location"] == url
    assert saved(asked[0]) == ["a"]
    response = learner_client.post(url, {**form, f"{asked[0].prefix}version": 1})
    assert response.status_code == 422
    assert 'data-code="exam-open-questions"' in response.content.decode()
    assert not CourseTest.objects.exists()


def test_when_time_is_over_the_site_hands_in_what_is_saved(
    row: Class, made: Assignment, member: Membership, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    question = next(
        each for each in asked if isinstance(each.question, NumericQuestion | ShortQuestion)
    )
    keep(row, made, learner_client, question, right_answer(question))
    assert papers_overdue_close(timezone.now()) == 0
    time_over()
    assert papers_overdue_close(timezone.now()) == 1
    assert papers_overdue_close(timezone.now()) == 0
    test, work = CourseTest.objects.get(), AssignmentWork.objects.get()
    assert test.share > 0
    assert (work.test, work.counted, work.credit, work.membership) == (test, True, 100, member)
    paper, start = ExamPaper.objects.get(), AssignmentStart.objects.get()
    assert paper.by_site
    assert paper.test == test
    batch = ExamBatch.objects.get()
    assert batch.started_at
    assert work.at == start.handed_in_at == batch.started_at + timedelta(minutes=60)
    page = learner_client.get(one(row, made)).content.decode()
    assert f"Questions answered: 1 of {len(asked)}." in page
    assert 'data-reason="credit-unlimited"' not in page


def test_nothing_is_saved_after_the_end(
    row: Class, made: Assignment, learner_client: Client
) -> None:
    """Whatever the browser says of the time: it is asked for nothing."""
    _paper, asked = opened(row, made, learner_client)
    keep(row, made, learner_client, asked[0], "in time")
    time_over()
    refused = keep(row, made, learner_client, asked[0], "too late", 1)
    assert refused.status_code == 410
    assert refused.json()["code"] == "assignment-exam-over"
    assert saved(asked[0]) == ["in time"]
    form = {f"{asked[0].prefix}answer": "too late", f"{asked[0].prefix}version": 1, "anyway": "1"}
    assert learner_client.post(one(row, made, "paper/end/"), form).status_code == 302
    assert b"Time is up for" in learner_client.get(one(row, made)).content
    kept = CourseTest.objects.get().items
    assert ["in time"] in [each["answer"] for each in kept]
    assert AssignmentWork.objects.get().counted
    assert learner_client.get(one(row, made, "paper/end/")).status_code == 302


def test_no_answer_comes_after_handing_in(
    row: Class, made: Assignment, learner: User, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    learner_client.post(one(row, made, "paper/end/"), {"anyway": "1"})
    assert keep(row, made, client_of(learner), asked[0], "more").status_code == 410
    learner_client.post(one(row, made, "paper/end/"), {"anyway": "1"})
    assert CourseTest.objects.count() == 1
    assert not ExamAnswer.objects.exists()


def test_handing_in_on_the_assignments_page_takes_the_paper_with_it(
    row: Class, made: Assignment, learner_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    keep(row, made, learner_client, asked[0], "x")
    learner_client.post(one(row, made, "hand-in/"))
    assert AssignmentWork.objects.get().counted
    assert not ExamPaper.objects.get().by_site


def test_the_paper_is_drawn_by_the_server_and_stays_when_the_course_changes(
    row: Class, made: Assignment, learner_client: Client, folder: object
) -> None:
    paper, asked = opened(row, made, learner_client)
    lesson = folder / "lessons" / "01-first" / "lesson.en.md"  # type: ignore[operator]
    if not lesson.exists():
        lesson = next(folder.glob("lessons/*first*/lesson.en.md"))  # type: ignore[attr-defined]
    lesson.write_text(lesson.read_text() + "\n\nOne more line.\n")
    course_publish(folder)  # type: ignore[arg-type]
    again, asked_again = opened(row, made, learner_client)
    assert (again.pk, again.digest, again.seed) == (paper.pk, paper.digest, paper.seed)
    assert [each.pick for each in asked_again] == [each.pick for each in asked]
    # What a browser says of draw and number is not asked for.
    form = {"draw": "1", "number": 77, "anyway": "1"}
    learner_client.post(one(row, made, "paper/end/"), form)
    taken = CourseTest.objects.get()
    assert taken.number == 1
    assert [each["question"] for each in taken.items] == [each.pick.question for each in asked]


def test_a_question_that_is_not_in_the_paper_is_not_taken(
    row: Class, made: Assignment, learner_client: Client
) -> None:
    opened(row, made, learner_client)
    for name in ("", "first--nothing", "second--limit-x", "x" * 500):
        url = one(row, made, "paper/end/keep/")
        assert learner_client.post(url, {"question": name}).status_code == 404
    assert learner_client.get(one(row, made, "paper/before/")).status_code == 404
    assert not ExamAnswer.objects.exists()


def test_anothers_paper_is_not_reached(
    row: Class, made: Assignment, learner_client: Client, stranger_client: Client
) -> None:
    _paper, asked = opened(row, made, learner_client)
    assert keep(row, made, stranger_client, asked[0], "x").status_code == 404
    assert stranger_client.get(one(row, made, "paper/end/")).status_code == 404
    assert not ExamAnswer.objects.exists()


def test_answers_are_graded_in_the_language_in_which_they_were_given(
    row: Class, made: Assignment, learner_client: Client
) -> None:
    paper, asked = opened(row, made, learner_client)
    for each in asked:
        url = one(row, made, "paper/end/keep/").replace("/en/", "/es/")
        data = {"question": each.name, f"{each.prefix}answer": right_answer(each)}
        assert learner_client.post(url, data).status_code == 200
    assert set(ExamAnswer.objects.values_list("language", flat=True)) == {"es"}
    assert share_of_all(papers.graded(paper, "small")) > 0.5


def test_a_start_of_ones_own_is_saved_and_handed_in_too(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    made = make(items=end_test, time_limit=30)
    learner_client.post(one(row, made, "start/"))
    _paper, asked = opened(row, made, learner_client)
    assert keep(row, made, learner_client, asked[0], "x").status_code == 200
    AssignmentStart.objects.update(started_at=timezone.now() - timedelta(minutes=31))
    page = learner_client.get(one(row, made)).content.decode()  # hands in what no keeper has yet
    assert 'data-reason="time-over"' in page or 'data-reason="attempts-used"' in page
    assert AssignmentWork.objects.get().counted


def test_a_test_before_the_course_that_is_assigned_is_not_forgotten(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    made = make(items=(Item(kind="test", ref="before"),), time_limit=30)
    learner_client.post(one(row, made, "start/"))
    learner_client.post(one(row, made, "paper/before/"), {"anyway": "1"})
    taken = CourseTest.objects.get()
    items = [{**item, "fraction": 1} for item in taken.items]
    CourseTest.objects.update(share=1, items=items)
    page = learner_client.get("/en/courses/small/").content.decode()
    assert 'mastery-known" id="map-first' in page
    page = learner_client.post("/en/courses/small/before/forget/", follow=True).content.decode()
    assert "A test that belongs to an assignment is kept." in page
    assert 'mastery-known" id="map-' not in page
    assert AssignmentWork.objects.get().test == CourseTest.objects.get()


def test_of_two_tests_the_first_leaves_the_exam_open(
    make: Make, row: Class, member: Membership, learner_client: Client
) -> None:
    both = (*end_test, Item(kind="test", ref="before"))
    made = make(items=both, time_limit=30)
    learner_client.post(one(row, made, "start/"))
    learner_client.post(one(row, made, "paper/before/"), {"anyway": "1"})
    assert AssignmentStart.objects.get().handed_in_at is None
    assert learner_client.get(one(row, made, "paper/end/")).status_code == 200
    learner_client.post(one(row, made, "paper/end/"), {"anyway": "1"})
    assert AssignmentStart.objects.get().handed_in_at
    assert list(AssignmentWork.objects.values_list("counted", flat=True)) == [True, True]
