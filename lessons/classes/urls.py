"""Addresses of classes, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes import views
from lessons.classes.board import views as board
from lessons.classes.invitations import views as invitations
from lessons.classes.joining import views as joining
from lessons.classes.members import views as members
from lessons.classes.notices import views as notices
from lessons.classes.pin import views as pin
from lessons.classes.roster import views as roster
from lessons.classes.screens import views as screens
from lessons.classes.together import views as together

one = "classes/<int:class_id>/"
member = one + "people/<int:member>/"

urlpatterns = [
    path("classes/", views.classes, name="classes"),
    path("classes/notes/", notices.notes, name="class_notes"),
    path("classes/notes/<int:number>/close/", notices.close, name="class_note_close"),
    path("classes/new/", views.class_new, name="class_new"),
    path(one, views.class_page, name="class"),
    path(one + "settings/", views.class_settings, name="class_settings"),
    path(one + "archive/", views.class_archive, name="class_archive"),
    path(one + "delete/", views.class_delete, name="class_delete"),
    path(one + "leave/", joining.leave, name="class_leave"),
    path(one + "join/", joining.panel, name="class_panel"),
    path(one + "people/", members.people, name="class_people"),
    path(one + "people/add/", members.add, name="class_add"),
    path(one + "people/label/", members.label_people, name="class_label_people"),
    path(member, members.person, name="class_member"),
    path(member + "<slug:what>/", members.act, name="class_act"),
    path(one + "labels/", members.labels, name="class_labels"),
    path(one + "roster/", roster.roster_import, name="class_roster"),
    path(one + "roster/undo/", roster.undo, name="class_roster_undo"),
    path(one + "roster.csv", roster.download, name="class_roster_csv"),
    path(one + "invitations/", invitations.invitations, name="class_invitations"),
    path(one + "invitations/send/", invitations.send, name="class_invitations_send"),
    path(one + "invitations/links/", invitations.renew, name="class_invitations_renew"),
    path(one + "invitations/withdraw/", invitations.withdraw, name="class_invitations_withdraw"),
    path(one + "revision/", pin.revision, name="class_revision"),
    path(one + "board/", board.board, name="class_board"),
    path(one + "board/changes/", board.changes, name="class_board_changes"),
    path(one + "board/time/", board.extend_all, name="class_board_extend"),
    path(one + "board/end/", board.end_all, name="class_board_end"),
    path(one + "screens/", screens.answer, name="class_screens"),
    path(one + "notes/send/", notices.send, name="class_note_send"),
    path(one + "notes/call/", notices.call, name="class_call"),
    path(one + "notes/<int:number>/back/", notices.take_back, name="class_note_take_back"),
    path(one + "together/", together.rounds, name="class_rounds"),
    path(one + "together/begin/", together.begin, name="class_round_begin"),
    path(one + "together/<int:number>/", together.round_page, name="class_round"),
    path(one + "together/<int:number>/answer/", together.answer, name="class_round_answer"),
    path(one + "together/<int:number>/move/", together.move, name="class_round_move"),
    path(one + "together/<int:number>/screen/", together.screen, name="class_round_screen"),
    path("join/", joining.code_page, name="class_code"),
    path("join/<str:code>/", joining.join, name="class_join"),
    path("invited/<str:token>/", joining.invited, name="class_invited"),
]
