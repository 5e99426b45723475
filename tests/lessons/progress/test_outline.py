"""The sections of a lesson, with what stands in them."""

from __future__ import annotations

from lessons.document.schema import Claim, Heading, Html, Lesson, QuestionPart
from lessons.progress.mastery import Section
from lessons.progress.outline import sections_in
from lessons.quizzes.numeric import NumericQuestion


def asked(name: str, pool: str = "") -> QuestionPart:
    return QuestionPart(question=NumericQuestion(id=name, value=1, pool=pool))


def test_questions_and_claims_belong_to_the_section_above_them() -> None:
    lesson = Lesson(
        slug="a",
        language="en",
        title="A",
        summary="…",
        objectives=(),
        parts=(
            asked("early"),
            Html(html='<h2 id="one">One</h2><p>…</p>'),
            asked("q1"),
            Html(html='<p>…</p><h3 id="below">Below</h3>'),
            asked("q2"),
            asked("drawn", pool="more"),
            Html(html='<h2 id="two">Two</h2><h2 id="three">Three</h2>'),
            asked("q3"),
        ),
        headings=(
            Heading(level=2, id="one", title="One"),
            Heading(level=3, id="below", title="Below"),
            Heading(level=2, id="two", title="Two"),
            Heading(level=2, id="three", title="Three"),
        ),
        sources=(),
        words=0,
        claims=(
            Claim(id="c1", holds="true", text="…", section="below"),
            Claim(id="c2", holds="true", text="…", section="two"),
        ),
    )
    assert sections_in(lesson) == (
        Section(id="one", title="One", questions=("q1", "q2"), claims=("c1",)),
        Section(id="two", title="Two", claims=("c2",)),
        Section(id="three", title="Three", questions=("q3",)),
    )
