"""The sources and objectives of a lesson, for its page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from lessons.document import schema
from lessons.document.units import figure_name

levels = {
    "remember": gettext_lazy("Remember"),
    "understand": gettext_lazy("Understand"),
    "apply": gettext_lazy("Apply"),
    "analyse": gettext_lazy("Analyse"),
    "evaluate": gettext_lazy("Evaluate"),
    "create": gettext_lazy("Create"),
}


def sources_context(course: schema.Course, lesson: schema.Lesson) -> list[dict[str, object]]:
    return [
        {
            "key": key,
            "source": course.sources[key],
            "where": course.sources[key].where_in(lesson.language),
            "taken": course.sources[key].taken.get(lesson.language, ""),
            "figures": [
                (figure_name(course.units, figure, lesson.language), places[lesson.language])
                for figure, places in course.sources[key].figures.items()
                if lesson.language in places
            ],
        }
        for key in lesson.sources
        if key in course.sources
    ]
