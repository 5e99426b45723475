"""Addresses of revisions, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.authoring.revisions import upload, views

all_of = "teach/<slug:course_slug>/revisions/"
one = all_of + "<str:digest>/"

urlpatterns = [
    path("teach/upload/", upload.upload, name="course_upload"),
    path(all_of, views.revisions, name="revisions"),
    path(all_of + "compare/", views.compare, name="revisions_compare"),
    path(all_of + "upload/", upload.upload, name="revision_upload"),
    path(one, views.revision, name="revision"),
    path(one + "zip/", views.download, name="revision_zip"),
    path(one + "discard/", views.discard, name="revision_discard"),
]
