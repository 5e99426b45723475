"""The wizard's pages, under their course."""

from __future__ import annotations

from django.urls import path

from lessons.advisor import views as advisor_views

app_name = "wizard"
urlpatterns = [
    path("courses/<slug:course_slug>/wizard/", advisor_views.start, name="start"),
    path("courses/<slug:course_slug>/wizard/result/", advisor_views.result, name="result"),
    path("courses/<slug:course_slug>/wizard/weights/", advisor_views.weights, name="weights"),
    path("courses/<slug:course_slug>/wizard/compare/", advisor_views.compare, name="compare"),
    path("courses/<slug:course_slug>/wizard/record/", advisor_views.record, name="record"),
    path("courses/<slug:course_slug>/wizard/result.md", advisor_views.markdown, name="markdown"),
    path("courses/<slug:course_slug>/wizard/chart.svg", advisor_views.chart, name="chart"),
]
