"""A course with the small model, published twice over, so that links can be old."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from django.utils import timezone

from labs.spec.definition import LabSpec, MachineDecl
from lessons.document.schema import Course, LabHead, LessonHead, Source
from lessons.models import Course as CourseRow
from lessons.models import Revision
from lessons.publishing import selectors
from lessons.wizard.model import DecisionModel
from tests.lessons.wizard.models import small

first_digest = "a" * 64
second_digest = "b" * 64


def course_of(model: DecisionModel | None, labs: Sequence[str] = ()) -> Course:
    return Course(
        slug="boxes",
        languages=("en", "es"),
        title={"en": "Boxes", "es": "Cajas"},
        summary={"en": "On boxes.", "es": "Sobre cajas."},
        license="CC-BY-SA-4.0",
        authors=("A. Author",),
        lessons=(
            LessonHead(
                slug="kernel-boundary",
                folder="01-kernel-boundary",
                title={"en": "The boundary", "es": "La frontera"},
                summary={"en": "…", "es": "…"},
                minutes=5,
                prerequisites=(),
                labs=(),
                questions={},
            ),
        ),
        labs=tuple(lab(slug) for slug in labs),
        glossary={},
        sources={
            "paper": Source(
                title="On <boxes>",
                authors=("B. Writer",),
                year=2020,
                taken={"en": "All.", "es": "Todo."},
                where={"en": "page 3", "es": "página 3"},
                url="https://example.org/boxes?a=1&b=2",
            )
        },
        wizard=model,
    )


def lab(slug: str) -> LabHead:
    return LabHead(
        slug=slug,
        title={"en": f"Lab {slug}", "es": f"Laboratorio {slug}"},
        summary={"en": "…", "es": "…"},
        spec=LabSpec(minutes=10, machines=(MachineDecl(name="box", kind="alpine"),)),
        scripts={},
    )


def publish(digest: str, model: DecisionModel | None, labs: Sequence[str] = ()) -> None:
    row, _made = CourseRow.objects.get_or_create(slug="boxes")
    row.current = Revision.objects.create(
        course=row,
        digest=digest,
        head=msgspec.json.encode(course_of(model, labs)),
        published_at=timezone.now(),
    )
    row.save()
    selectors.current_forget()


@pytest.fixture
def published(db: None) -> None:
    """The small model is today's."""
    publish(first_digest, small())


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """No test sees the revisions of another one."""
    selectors.current_forget()
    selectors._revision_course.cache_clear()
