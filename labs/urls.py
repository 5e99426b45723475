"""The lab page; what its buttons post to is nested under it."""

from __future__ import annotations

from django.urls import path

from labs.guesses import views as guess_views
from labs.lab_page import end_views, teacher_views
from labs.lab_page import views as lab_page_views
from labs.recordings import views as recording_views
from labs.sharing.views import classroom, participants, visits

app_name = "labs"
page = "courses/<slug:course>/labs/<slug:lab>/"
session = page + "<uuid:session>/"
task = session + "tasks/<slug:task>/"
recording = "recordings/<uuid:recording>/"
visit = "visits/<int:visit>/"
looked_at = "teach/labs/<uuid:session>/"

urlpatterns = [
    path(page, lab_page_views.lab_page, name="lab"),
    path(page + "state/", lab_page_views.lab_state, name="state"),
    path(page + "card.svg", lab_page_views.lab_card, name="card"),
    path(page + "guesses/<slug:guess>/", guess_views.guess_keep, name="guess"),
    path(page + "start/", lab_page_views.lab_start, name="start"),
    path(session + "stop/", lab_page_views.lab_stop, name="stop"),
    path(session + "extend/", lab_page_views.lab_extend, name="extend"),
    path(session + "reset/", lab_page_views.lab_reset, name="reset"),
    path(session + "check/", lab_page_views.lab_check, name="check"),
    path(task + "hint/", lab_page_views.task_hint, name="hint"),
    path(task + "solution/", lab_page_views.task_solution, name="solution"),
    path(page + "people/", participants.people, name="people"),
    path(session + "share/", participants.share, name="share"),
    path(session + "share/<int:share>/stop/", participants.share_stop, name="share_stop"),
    path(session + "visits/end/", participants.visits_end, name="visits_end"),
    path(session + visit + "end/", participants.visit_end, name="visit_end"),
    path(session + visit + "allow/", participants.visit_allow, name="visit_allow"),
    path(session + "screens/stop/", participants.screens_stop, name="screens_stop"),
    path(session + "hand/", participants.hand, name="hand"),
    path(session + "hand/lower/", participants.hand_lower, name="hand_lower"),
    path("shared/<str:token>/", visits.shared, name="shared"),
    path(visit, visits.visit, name="visit"),
    path(visit + "state/", visits.visit_state, name="visit_state"),
    path(visit + "leave/", visits.visit_leave, name="visit_leave"),
    path("teach/labs/", classroom.classroom, name="class"),
    path("teach/labs/end/", end_views.end_all, name="end_all"),
    path(looked_at + "end/", end_views.end, name="end"),
    path(looked_at + "time/", teacher_views.give_time, name="give_time"),
    path(looked_at + "restart/", teacher_views.restart, name="restart"),
    path(looked_at + "look/", classroom.look_in, name="look_in"),
    path(looked_at + "hand/", classroom.hand_done, name="hand_done"),
    path(page + "recordings/", recording_views.recordings_of_lab, name="recordings"),
    path(page + "recordings/choice/", recording_views.recording_choice, name="recording_choice"),
    path("recordings/", recording_views.recordings_all, name="recordings_all"),
    path("recordings/choice/", recording_views.recording_choice, name="recording_choice_all"),
    path("recordings/delete/", recording_views.recordings_all_delete, name="recordings_all_delete"),
    path(
        "recordings/sessions/<uuid:session>/delete/",
        recording_views.session_recordings_delete,
        name="session_recordings_delete",
    ),
    path(recording, recording_views.recording_replay, name="recording"),
    path(recording + "cast/", recording_views.recording_cast, name="recording_cast"),
    path(recording + "delete/", recording_views.recording_delete, name="recording_delete"),
]
