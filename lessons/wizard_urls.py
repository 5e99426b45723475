"""The wizard's pages, under their course."""

from __future__ import annotations

from django.urls import path

from lessons.views import wizard

app_name = "wizard"
urlpatterns = [
    path("courses/<slug:course_slug>/wizard/", wizard.start, name="start"),
    path("courses/<slug:course_slug>/wizard/result/", wizard.result, name="result"),
    path("courses/<slug:course_slug>/wizard/weights/", wizard.weights, name="weights"),
    path("courses/<slug:course_slug>/wizard/compare/", wizard.compare, name="compare"),
    path("courses/<slug:course_slug>/wizard/record/", wizard.record, name="record"),
    path("courses/<slug:course_slug>/wizard/result.md", wizard.markdown, name="markdown"),
    path("courses/<slug:course_slug>/wizard/chart.svg", wizard.chart, name="chart"),
]
