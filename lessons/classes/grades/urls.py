"""Addresses of grades, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.grades.views import cell, files, inquiries, settings, table

all_of = "classes/<int:class_id>/grades/"
one = all_of + "<int:member>/<int:assignment_id>/"

urlpatterns = [
    path(all_of, table.grades, name="grades"),
    path(all_of + "mine/", table.mine, name="grades_mine"),
    path(all_of + "mine/<int:assignment_id>/ask/", inquiries.ask, name="grades_ask"),
    path(all_of + "inquiries/", inquiries.inquiries, name="grades_inquiries"),
    path(all_of + "inquiries/days/", inquiries.days, name="grades_inquiry_days"),
    path(all_of + "inquiries/<int:inquiry_id>/", inquiries.inquiry, name="grades_inquiry"),
    path(all_of + "inquiries/<int:inquiry_id>/send/", inquiries.send, name="grades_inquiry_send"),
    path(all_of + "settings/", settings.settings, name="grades_settings"),
    path(all_of + "files/", files.files, name="grades_files"),
    path(all_of + "wide.csv", files.download, {"form": "wide"}, name="grades_wide"),
    path(all_of + "long.csv", files.download, {"form": "long"}, name="grades_long"),
    path(all_of + "upload/", files.upload, name="grades_upload"),
    path(all_of + "canvas/", files.canvas, name="grades_canvas"),
    path(one, cell.grade, name="grade"),
    path(one + "change/", cell.change, name="grade_change"),
]
