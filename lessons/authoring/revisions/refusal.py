"""Error codes of courses that are brought in as a zip."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from lessons.exchange.course_zip import CourseZipFault
from virtlearn.core.refusal import ErrorCode, Refusal


class CourseZipCode(ErrorCode):
    """Why a zip is not taken; most members have the name of a Reason of CourseZipFault."""

    NO_FILE = (
        "course-zip-no-file",
        gettext_lazy("No file was chosen."),
        gettext_lazy("Choose the zip of a course."),
    )
    NO_ZIP = (
        "course-zip-no-zip",
        gettext_lazy("This zip cannot be opened: %(said)s."),
        gettext_lazy("Pack the folder of the course again as a zip."),
    )
    NO_COURSE = (
        "course-zip-no-course",
        gettext_lazy("There is no course in this zip: %(said)s."),
        gettext_lazy("Pack the folder in which course.toml is."),
    )
    TOO_MANY_FILES = (
        "course-zip-too-many-files",
        gettext_lazy("There is too much in this zip: %(said)s."),
        gettext_lazy("Leave out what no page shows."),
    )
    TOO_LARGE = (
        "course-zip-too-large",
        gettext_lazy("This zip is too large: %(said)s."),
        gettext_lazy("Make pictures smaller, or leave out what no page shows."),
    )
    UNSAFE = (
        "course-zip-unsafe",
        gettext_lazy("This zip is refused: %(said)s."),
        gettext_lazy("Rename or leave out what is named, and pack the folder again."),
    )
    PROBLEMS = (
        "course-zip-problems",
        gettext_lazy("The course has problems; nothing was taken over."),
        gettext_lazy("Correct what is listed, and bring it in again."),
    )
    OTHER_COURSE = (
        "course-zip-other-course",
        gettext_lazy("This zip is the course %(found)s, not %(wanted)s."),
        gettext_lazy("Bring it in as a course of its own, or correct slug in course.toml."),
    )


def course_zip_refusal(fault: CourseZipFault) -> Refusal:
    return CourseZipCode[fault.reason.upper()].refusal(said=fault.said)
