"""The lab page; what its buttons post to is nested under it."""

from __future__ import annotations

from django.urls import path

from labs.views import classroom, lab, people, recordings, visits

app_name = "labs"
page = "courses/<slug:course>/labs/<slug:lab>/"
session = page + "<uuid:session>/"
task = session + "tasks/<slug:task>/"
recording = "recordings/<uuid:recording>/"
visit = "visits/<int:visit>/"
looked_at = "teach/labs/<uuid:session>/"

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
    path(page + "people/", people.people, name="people"),
    path(session + "share/", people.share, name="share"),
    path(session + "share/<int:share>/stop/", people.share_stop, name="share_stop"),
    path(session + "visits/end/", people.visits_end, name="visits_end"),
    path(session + visit + "end/", people.visit_end, name="visit_end"),
    path(session + visit + "allow/", people.visit_allow, name="visit_allow"),
    path(session + "hand/", people.hand, name="hand"),
    path(session + "hand/lower/", people.hand_lower, name="hand_lower"),
    path("shared/<str:token>/", visits.shared, name="shared"),
    path(visit, visits.visit, name="visit"),
    path(visit + "state/", visits.visit_state, name="visit_state"),
    path(visit + "leave/", visits.visit_leave, name="visit_leave"),
    path("teach/labs/", classroom.classroom, name="class"),
    path(looked_at + "look/", classroom.look_in, name="look_in"),
    path(looked_at + "hand/", classroom.hand_done, name="hand_done"),
    path(page + "recordings/", recordings.recordings_of_lab, name="recordings"),
    path(page + "recordings/choice/", recordings.recording_choice, name="recording_choice"),
    path("recordings/", recordings.recordings_all, name="recordings_all"),
    path("recordings/choice/", recordings.recording_choice, name="recording_choice_all"),
    path("recordings/delete/", recordings.recordings_all_delete, name="recordings_all_delete"),
    path(
        "recordings/sessions/<uuid:session>/delete/",
        recordings.session_recordings_delete,
        name="session_recordings_delete",
    ),
    path(recording, recordings.recording_replay, name="recording"),
    path(recording + "cast/", recordings.recording_cast, name="recording_cast"),
    path(recording + "delete/", recordings.recording_delete, name="recording_delete"),
]
