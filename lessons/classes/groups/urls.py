"""Addresses of groups, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.groups import views

all_of = "classes/<int:class_id>/groups/"
one = all_of + "<int:set_id>/"

urlpatterns = [
    path(all_of, views.groups, name="groups"),
    path(all_of + "new/", views.new, name="group_set_new"),
    path(one, views.group_set, name="group_set"),
    path(one + "settings/", views.settings, name="group_set_settings"),
    path(one + "place/", views.place, name="group_place"),
    path(one + "fill/", views.fill, name="group_fill"),
    path(one + "add/", views.add, name="group_add"),
    path(one + "undo/", views.undo, name="group_undo"),
    path(one + "delete/", views.delete, name="group_set_delete"),
    path(one + "choose/", views.choose, name="group_choose"),
    path(one + "file/", views.file, name="group_file"),
    path(one + "groups.csv", views.download, name="groups_csv"),
]
