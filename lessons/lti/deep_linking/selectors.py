"""What a teacher may choose: courses, lessons and labs, and assignments of their own classes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from lessons.classes.grades.selectors import book_read
from lessons.lti.classes import classes_managed
from lessons.lti.core.content import Item
from lessons.lti.core.target import Target
from lessons.models import Class, LtiContext
from lessons.publishing.reader import courses_for
from lessons.publishing.selectors import Published, content_language
from virtlearn.people.models import User


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A course's, or a class's; `head` is the item of the whole course."""

    name: str
    head: Item | None = None
    lessons: Sequence[Item] = ()
    labs: Sequence[Item] = ()
    assignments: Sequence[Item] = ()

    @property
    def items(self) -> list[Item]:
        head = [self.head] if self.head else []
        return [*head, *self.lessons, *self.labs, *self.assignments]


def shelves(user: User | None, context: LtiContext | None, language: str) -> list[Shelf]:
    """For somebody whom this site may not know yet (None), who has no classes then."""
    found = [class_shelf(row) for row in classes_of(user, context)]
    found += [course_shelf(each, language) for each in courses_for(user)]
    return [each for each in found if each.items]


def classes_of(user: User | None, context: LtiContext | None) -> list[Class]:
    """Once the platform's course is connected, that class alone."""
    if user is None or not user.is_active:
        return []
    rows = classes_managed(user)
    if context and context.in_class_id:
        return [each for each in rows if each.pk == context.in_class_id]
    return rows


def class_shelf(row: Class) -> Shelf:
    book = book_read(row, [], timezone.now())
    items = [
        Item(
            title=each.title,
            target=str(Target(kind="assignment", place=str(row.pk), ref=str(each.pk))),
            points=round(book.graded(each).points, 6),
            resource=f"virtlearn-assignment-{each.pk}",
            opens=each.release_at,
            due=each.due_at,
        )
        for each in book.assignments
    ]
    return Shelf(name=row.name, assignments=items)


def course_shelf(published: Published, language: str) -> Shelf:
    course = published.course
    spoken = content_language(course, language)
    slug = course.slug
    return Shelf(
        name=course.title[spoken],
        head=Item(title=course.title[spoken], target=str(Target(kind="course", place=slug))),
        lessons=[
            Item(
                title=each.title[spoken],
                target=str(Target(kind="lesson", place=slug, ref=each.slug)),
            )
            for each in course.lessons
        ],
        labs=[
            Item(
                title=each.title[spoken], target=str(Target(kind="lab", place=slug, ref=each.slug))
            )
            for each in course.labs
        ],
    )
