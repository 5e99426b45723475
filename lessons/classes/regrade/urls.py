"""Addresses of regrading, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.regrade import views

in_class = "classes/<int:class_id>/regrade/"
in_course = "teach/<slug:course_slug>/regrade/"
question = "<slug:lesson_slug>/<slug:question_id>/"

urlpatterns = [
    path(in_class, views.class_regrades, name="class_regrade"),
    path(in_class + "<int:number>/undo/", views.class_undo, name="class_regrade_undo"),
    path(in_class + question, views.class_question, name="class_regrade_question"),
    path(in_course, views.course_regrades, name="regrade"),
    path(in_course + "<int:number>/undo/", views.course_undo, name="regrade_undo"),
    path(in_course + question, views.course_question, name="regrade_question"),
]
