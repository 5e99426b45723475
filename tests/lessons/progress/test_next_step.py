"""What a learner may best do now."""

from __future__ import annotations

from msgspec.structs import replace

from lessons.progress.next_step import LabDone, LessonDone, Place, Step, next_steps

one = LessonDone(slug="one", open=("q1", "q2"), labs=("lab",))
two = LessonDone(slug="two", open=("q3",))
lab = {"lab": LabDone(slug="lab", tasks=3)}


def kinds(steps: list[Step]) -> list[tuple[str, str]]:
    return [(step.kind, step.slug) for step in steps]


def done(lesson: LessonDone, *, read: bool = True, open: tuple[str, ...] = ()) -> LessonDone:  # noqa: A002
    return LessonDone(slug=lesson.slug, read=read, open=open, labs=lesson.labs)


def test_at_first_the_first_lesson() -> None:
    assert kinds(next_steps([one, two], lab, None)) == [("lesson", "one")]


def test_what_is_being_read_comes_before_the_next() -> None:
    steps = next_steps([one, two], lab, Place("two", "section"))
    assert steps[0] == Step(kind="read", slug="two", anchor="section")
    assert kinds(steps)[1:] == [("lesson", "one")]


def test_machines_that_run_come_before_all() -> None:
    running = {"lab": LabDone(slug="lab", running=True, done=1, tasks=3)}
    steps = next_steps([one, two], running, Place("one"))
    assert kinds(steps)[:2] == [("machines", "lab"), ("read", "one")]


def test_questions_left_of_what_was_read() -> None:
    steps = next_steps([done(one, open=("q2",)), two], lab, Place("one", "q1"))
    assert steps[0] == Step(kind="questions", slug="one", anchor="q2", count=1)
    assert kinds(steps)[1:] == [("lesson", "two"), ("new-lab", "lab")]


def test_a_lab_that_was_begun_and_reviews() -> None:
    begun = {"lab": LabDone(slug="lab", done=1, tasks=3)}
    steps = next_steps([done(one), two], begun, Place("one"), reviews=4)
    assert kinds(steps) == [("lab", "lab"), ("review", ""), ("lesson", "two")]
    assert [step.count for step in steps[:2]] == [2, 4]


def test_all_done() -> None:
    all_done = {"lab": LabDone(slug="lab", done=3, tasks=3)}
    assert kinds(next_steps([done(one), done(two)], all_done, Place("two"))) == [("finished", "")]


def test_a_place_in_a_lesson_that_is_gone() -> None:
    assert kinds(next_steps([one], {}, Place("gone", "x"))) == [("lesson", "one")]


def test_a_course_without_lessons() -> None:
    assert next_steps([], {}, None) == []


def test_a_lesson_that_is_known_is_not_the_next_one() -> None:
    steps = next_steps([replace(one, known=True), two], {}, None)
    assert kinds(steps) == [("lesson", "two")]
    assert kinds(next_steps([replace(one, known=True)], {}, None)) == [("finished", "")]
    # Whoever reads it nevertheless goes on with it.
    assert kinds(next_steps([replace(one, known=True)], {}, Place("one"))) == [("read", "one")]
