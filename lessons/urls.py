"""Pages of courses. They stand under the language's prefix."""

from __future__ import annotations

from django.urls import include, path

from lessons.views import (
    assets,
    certificates,
    claims,
    course_tests,
    courses,
    export,
    manage,
    notes,
    places,
    preview,
    questions,
    review,
    search,
)
from lessons.views import lessons as lesson_views

app_name = "lessons"

course_patterns = [
    path("", courses.course, name="course"),
    path("glossary/", courses.glossary, name="glossary"),
    path("assets/<str:digest>/<str:name>", assets.asset, name="asset"),
    path("lessons/<slug:lesson_slug>/", lesson_views.lesson, name="lesson"),
    path("before/", course_tests.course_test, {"kind": "before"}, name="test_before"),
    path("end/", course_tests.course_test, {"kind": "end"}, name="test_end"),
    path("search/", search.search, name="search"),
    path("print/", export.printed, name="print"),
    path("book/<slug:language>.epub", export.epub, name="epub"),
    path("notes/", notes.notes, name="notes"),
    path("notes/notes.md", notes.markdown, name="notes_markdown"),
    path("notes/<int:note>/change/", notes.change, name="note_change"),
    path("notes/<int:note>/delete/", notes.delete, name="note_delete"),
    path("notes/<int:note>/restore/", notes.restore, name="note_restore"),
    path("done/", certificates.certificate, name="certificate"),
    path("done/issue/", certificates.issue, name="certificate_issue"),
    path("done/<int:certificate>/revoke/", certificates.revoke, name="certificate_revoke"),
    path("lessons/<slug:lesson_slug>/notes/", notes.add, name="note_add"),
    path("lessons/<slug:lesson_slug>/place/", places.place, name="place"),
    path("lessons/<slug:lesson_slug>/read/", lesson_views.read, name="read"),
    path(
        "lessons/<slug:lesson_slug>/questions/<slug:question_id>/answer/",
        questions.answer,
        name="answer",
    ),
    path(
        "lessons/<slug:lesson_slug>/questions/<slug:question_id>/hint/",
        questions.hint,
        name="hint",
    ),
    path(
        "lessons/<slug:lesson_slug>/questions/<slug:question_id>/look/",
        questions.look,
        name="look",
    ),
    path("lessons/<slug:lesson_slug>/figures/", claims.figures, name="figures"),
    path(
        "lessons/<slug:lesson_slug>/claims/<slug:claim_id>/predict/",
        claims.predict,
        name="predict",
    ),
]

urlpatterns = [
    path("courses/<slug:course_slug>/", include(course_patterns)),
    path("figures/", claims.figures_mine, name="figures_mine"),
    path("figures/share/", claims.figures_share, name="figures_share"),
    path("certificates/<str:key>/", certificates.certified, name="certified"),
    path("review/", review.home, name="review"),
    path(
        "review/<slug:course_slug>/<slug:lesson_slug>/<slug:question_id>/",
        review.card,
        name="review_card",
    ),
    path(
        "review/<slug:course_slug>/<slug:lesson_slug>/<slug:question_id>/rate/",
        review.rate,
        name="review_rate",
    ),
    path("teach/", manage.manage, name="manage"),
    path(
        "teach/<slug:course_slug>/quizzes/<slug:language>/<slug:form>/",
        manage.quizzes,
        name="quizzes",
    ),
    path("teach/<slug:course_slug>/results/", manage.results, name="results"),
    path("teach/<slug:course_slug>/<str:digest>/", manage.rollback, name="rollback"),
    path("preview/state/", preview.state, name="preview"),
]
