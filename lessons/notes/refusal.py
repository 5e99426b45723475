"""Error codes of notes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from virtlearn.core.refusal import ErrorCode


class NoteCode(ErrorCode):
    """Why a note is not kept; what was typed stays in its form."""

    EMPTY = (
        "note-empty",
        gettext_lazy("There is nothing to keep yet."),
        gettext_lazy("Write something, or name words of the lesson to highlight."),
    )
    WORDS = (
        "note-words",
        gettext_lazy("These words are not in the lesson."),
        gettext_lazy("Copy them from the text, or leave the field empty."),
    )
    FULL = (
        "note-full",
        gettext_lazy("You have as many notes in this course as can be kept."),
        gettext_lazy("Delete some first: nothing you typed is lost here."),
    )
    LONG = (
        "note-long",
        gettext_lazy("This note is too long."),
        gettext_lazy("Shorten it, or make two of it."),
    )
