"""The lab page; what its buttons post to is nested under it."""

from __future__ import annotations

from django.urls import path

from labs.views import lab

app_name = "labs"
page = "courses/<slug:course>/labs/<slug:lab>/"
session = page + "<uuid:session>/"
task = session + "tasks/<slug:task>/"

urlpatterns = [
    path(page, lab.lab_page, name="lab"),
    path(page + "state/", lab.lab_state, name="state"),
    path(page + "start/", lab.lab_start, name="start"),
    path(session + "stop/", lab.lab_stop, name="stop"),
    path(session + "extend/", lab.lab_extend, name="extend"),
    path(session + "reset/", lab.lab_reset, name="reset"),
    path(session + "check/", lab.lab_check, name="check"),
    path(task + "hint/", lab.task_hint, name="hint"),
    path(task + "solution/", lab.task_solution, name="solution"),
]
