"""Every lab of the course that ships keeps a figure in sight that follows each of its tasks."""

from __future__ import annotations

import pytest

from lessons.document.schema import LabHead
from tests.e2e.course import compiled, lesson_slugs

course = compiled().course
labs = course.labs if course else ()


def test_there_are_labs() -> None:
    assert len(labs) >= 16


@pytest.mark.parametrize("lab", labs, ids=lambda lab: lab.slug)
def test_a_lab_has_a_figure_that_follows_its_work(lab: LabHead) -> None:
    figure = lab.spec.figure
    assert figure
    if figure.chart:
        chart = next(chart for chart in lab.spec.charts if chart.id == figure.chart)
        assert chart.measures or chart.series
        return
    tasks = {task.id for task in lab.spec.tasks}
    assert tasks <= figure.parts.keys(), "each task changes what one sees"
    for language in ("en", "es"):
        drawing = compiled().guides[lab.slug, language].figure
        assert drawing
        # Before anything is done there is something to see already.
        untouched = "".join(drawing.pieces)
        assert untouched.count("<text") >= 3


@pytest.mark.parametrize("slug", lesson_slugs())
def test_a_lesson_has_a_picture_at_its_head(slug: str) -> None:
    for language in ("en", "es"):
        cover = compiled().lessons[slug, language].cover
        assert cover
        # In the shapes of at least one technology, on which the course is about.
        assert "container" in cover.inner or 'class="vm' in cover.inner
