"""Pages of courses. They stand under the language's prefix."""

from __future__ import annotations

from django.urls import include, path

from lessons.analytics import views as analytics
from lessons.authoring.views import importing, manage, preview
from lessons.certificates import views as certificates_views
from lessons.certificates.badge import views as badge_views
from lessons.exams import pretest_views
from lessons.exams import views as exams_views
from lessons.export import views as export_views
from lessons.publishing.views import assets
from lessons.reading.views import bookmarks, courses, drafts, experiments, notes, questions
from lessons.reading.views import lessons as lesson_views
from lessons.review import views as review_views
from lessons.search import views as search_views

app_name = "lessons"

course_patterns = [
    path("", courses.course, name="course"),
    path("claims/", courses.claims, name="claims"),
    path("glossary/", courses.glossary, name="glossary"),
    path("assets/<str:digest>/<str:name>", assets.asset, name="asset"),
    path("lessons/<slug:lesson_slug>/", lesson_views.lesson, name="lesson"),
    path("before/", pretest_views.start, name="test_before"),
    path("before/<int:number>/", pretest_views.question, name="test_before_question"),
    path("before/skip/", pretest_views.skip, name="test_before_skip"),
    path("before/forget/", pretest_views.forget, name="test_before_forget"),
    path("end/", exams_views.course_test, {"kind": "end"}, name="test_end"),
    path("search/", search_views.search, name="search"),
    path("print/", export_views.printed, name="print"),
    path("book/<slug:language>.epub", export_views.epub, name="epub"),
    path("notes/", notes.notes, name="notes"),
    path("notes/notes.md", notes.markdown, name="notes_markdown"),
    path("notes/<int:note>/change/", notes.change, name="note_change"),
    path("notes/<int:note>/delete/", notes.delete, name="note_delete"),
    path("notes/<int:note>/restore/", notes.restore, name="note_restore"),
    path("done/", certificates_views.certificate, name="certificate"),
    path("done/issue/", certificates_views.issue, name="certificate_issue"),
    path("done/<int:certificate>/revoke/", certificates_views.revoke, name="certificate_revoke"),
    path("lessons/<slug:lesson_slug>/notes/", notes.add, name="note_add"),
    path("lessons/<slug:lesson_slug>/place/", bookmarks.place, name="place"),
    path("lessons/<slug:lesson_slug>/read/", lesson_views.read, name="read"),
    path(
        "lessons/<slug:lesson_slug>/questions/<slug:question_id>/answer/",
        questions.answer,
        name="answer",
    ),
    path(
        "lessons/<slug:lesson_slug>/questions/<slug:question_id>/draft/",
        drafts.draft,
        name="draft",
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
    path("lessons/<slug:lesson_slug>/figures/", experiments.figures, name="figures"),
    path(
        "lessons/<slug:lesson_slug>/claims/<slug:claim_id>/predict/",
        experiments.predict,
        name="predict",
    ),
]

urlpatterns = [
    path("courses/<slug:course_slug>/", include(course_patterns)),
    path("", include("lessons.api.tokens.urls")),
    path("", include("lessons.classes.urls")),
    path("", include("lessons.classes.assignments.urls")),
    path("", include("lessons.classes.grades.urls")),
    path("", include("lessons.classes.groups.urls")),
    path("", include("lessons.classes.regrade.urls")),
    path("", include("lessons.editing.urls")),
    path("", include("lessons.classes.webhooks.urls")),
    path("", include("lessons.lti.urls")),
    path("figures/", experiments.figures_mine, name="figures_mine"),
    path("figures/share/", experiments.figures_share, name="figures_share"),
    path("certificates/status/<int:place>/", badge_views.badge_status, name="badge_status"),
    path("certificates/<str:key>/", certificates_views.certified, name="certified"),
    path("certificates/<str:key>/badge/", badge_views.badge, name="badge"),
    path("review/", review_views.home, name="review"),
    path(
        "review/<slug:course_slug>/<slug:lesson_slug>/<slug:question_id>/",
        review_views.card,
        name="review_card",
    ),
    path(
        "review/<slug:course_slug>/<slug:lesson_slug>/<slug:question_id>/rate/",
        review_views.rate,
        name="review_rate",
    ),
    path("teach/", manage.manage, name="manage"),
    path("", include("lessons.authoring.revisions.urls")),
    path("teach/import/", importing.question_import, name="question_import"),
    path(
        "teach/<slug:course_slug>/quizzes/<slug:language>/<slug:form>/",
        manage.quizzes,
        name="quizzes",
    ),
    path("teach/<slug:course_slug>/results/", analytics.results, name="results"),
    path(
        "teach/<slug:course_slug>/results.<slug:form>", analytics.results_file, name="results_file"
    ),
    path(
        "teach/<slug:course_slug>/results/<slug:lesson_slug>/<slug:question_id>/",
        analytics.question,
        name="results_question",
    ),
    path(
        "teach/<slug:course_slug>/results/<slug:lesson_slug>/<slug:question_id>.<slug:form>",
        analytics.question_file,
        name="results_question_file",
    ),
    path("teach/<slug:course_slug>/tasks/", analytics.tasks, name="results_tasks"),
    path("teach/<slug:course_slug>/minutes/", analytics.minutes, name="results_minutes"),
    path(
        "teach/<slug:course_slug>/tasks.<slug:form>",
        analytics.tasks_file,
        name="results_tasks_file",
    ),
    path("preview/state/", preview.state, name="preview"),
]
