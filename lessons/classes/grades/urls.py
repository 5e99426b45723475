"""Addresses of grades, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.grades.views import cell, table

all_of = "classes/<int:class_id>/grades/"
one = all_of + "<int:member>/<int:assignment_id>/"

urlpatterns = [
    path(all_of, table.grades, name="grades"),
    path(all_of + "mine/", table.mine, name="grades_mine"),
    path(one, cell.grade, name="grade"),
    path(one + "change/", cell.change, name="grade_change"),
]
