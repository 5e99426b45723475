"""What is kept of people by lessons. See virtlearn/people/privacy/registry.py."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from virtlearn.people.privacy.registry import model_privacy

privacy = [
    model_privacy(
        "lessons.Attempt",
        person="user",
        what=_("answers to questions"),
        export=(
            "course lesson at question number language answer fraction points correct "
            "misconceptions device"
        ),
        # What a question was drawn by, and its right answer, are keys.
        erase="id user revision order seed given digest",
    ),
    model_privacy(
        "lessons.HintOpened",
        person="user",
        what=_("hints that were opened"),
        export="course lesson at question number",
        erase="id user",
    ),
    model_privacy(
        "lessons.LessonRead",
        person="user",
        what=_("lessons marked as read"),
        export="course lesson at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Prediction",
        person="user",
        what=_("predictions"),
        export="course lesson at claim number choice changes",
        erase="id user",
    ),
    model_privacy(
        "lessons.FiguresShared",
        person="user",
        what=_("the consent to count figures in the class's"),
        export="at",
        erase="id user",
    ),
    model_privacy(
        "lessons.CourseTest",
        person="user",
        what=_("tests over a course"),
        export="course kind number at items share",
        erase="id user",
    ),
    model_privacy(
        "lessons.ReadingPlace",
        person="user",
        what=_("places where reading was left off"),
        export="course lesson section at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Note",
        person="user",
        what=_("notes and highlights"),
        export="course lesson quote text at changed_at deleted_at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Certificate",
        person="user",
        what=_("certificates: their addresses show nothing any more"),
        export="course token snapshot at revoked_at",
        erase="id user signature",
    ),
    model_privacy(
        "lessons.ReviewCard",
        person="user",
        what=_("cards of the review"),
        export="course lesson at question stability difficulty last_at due_at before repetitions",
        erase="id user",
    ),
    model_privacy(
        "lessons.ReviewAnswer",
        person="user",
        what=_("answers in the review"),
        export="course lesson at question repetition answer fraction correct rating",
        erase="id user order seed",
    ),
    # Courses outlive whoever published them; that they did is theirs.
    model_privacy(
        "lessons.Revision",
        person="published_by",
        what=_("revisions that were published"),
        keep_export="course digest published_at",
        erase="published_by",
        keep="id head",
    ),
    model_privacy(
        "lessons.Course",
        person="current_by",
        what=_("courses whose revision was chosen"),
        keep_export="slug current_since",
        erase="current_by",
        keep="id current current_by_setup",
    ),
    model_privacy("lessons.Page", keep="id revision kind slug language body"),
    model_privacy("lessons.Blob", keep="digest content"),
    model_privacy("lessons.Asset", keep="id revision path blob"),
]
