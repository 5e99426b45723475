"""Addresses of assignments, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.assignments.views import (
    calendar,
    exam,
    exceptions,
    learners,
    paper,
    sitting,
    teachers,
)

all_of = "classes/<int:class_id>/assignments/"
one = all_of + "<int:assignment_id>/"

urlpatterns = [
    path(all_of, learners.assignments, name="assignments"),
    path(all_of + "new/", teachers.new, name="assignment_new"),
    path(one, learners.assignment, name="assignment"),
    path(one + "start/", learners.start, name="assignment_start"),
    path(one + "hand-in/", learners.hand_in, name="assignment_hand_in"),
    path(one + "change/", teachers.change, name="assignment_change"),
    path(one + "copy/", teachers.copy, name="assignment_copy"),
    path(one + "delete/", teachers.delete, name="assignment_delete"),
    path(one + "back/", teachers.fetch_back, name="assignment_back"),
    path(one + "place/", sitting.join, name="assignment_join"),
    path(one + "clock/", sitting.clock, name="assignment_clock"),
    path(one + "paper/<slug:kind>/", paper.paper, name="assignment_paper"),
    path(one + "paper/<slug:kind>/keep/", paper.keep, name="assignment_paper_keep"),
    path(one + "exam/", exam.exam, name="assignment_exam"),
    path(one + "exam/changes/", exam.changes, name="assignment_exam_changes"),
    path(one + "exam/batches/", exam.batch_new, name="assignment_batch"),
    path(one + "exam/<int:batch_id>/<slug:what>/", exam.act, name="assignment_exam_act"),
    path(one + "as/", exceptions.preview, name="assignment_preview"),
    path(one + "exceptions/", exceptions.exceptions, name="assignment_exceptions"),
    path(one + "extension/", exceptions.extension, name="assignment_extension"),
    path(
        one + "exceptions/<int:override_id>/remove/",
        exceptions.override_remove,
        name="assignment_override_remove",
    ),
    path(all_of + "accommodations/", exceptions.accommodations, name="accommodations"),
    path(all_of + "late-days/", exceptions.late_days, name="late_days"),
    path(all_of + "zone/", teachers.rezone, name="assignments_zone"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
]
