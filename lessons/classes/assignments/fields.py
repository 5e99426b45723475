"""Form fields of rules: a time of the class's wall clock, and rows of deadlines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.assignments.access.rule import Deadline, deadlines_most
from lessons.assignments.access.wall_clock import ClockError, WallTime, wall_time_read
from lessons.classes.assignments.words import clock_words


class WallTimeField(forms.CharField):
    """A time of the wall clock of `zone`; cleans to WallTime, or None where it is empty."""

    def __init__(self, *, zone: str, label: Any = "", help_text: Any = "") -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(
            label=label, help_text=help_text, required=False, widget=widget, max_length=30
        )
        self.zone = zone

    def clean(self, value: Any) -> WallTime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return wall_time_read(text, self.zone)
        except ClockError as error:
            raise forms.ValidationError(clock_words(error)) from error


def typed(time: WallTime | None) -> str:
    """As the browser's own field takes it."""
    return f"{time.local:%Y-%m-%dT%H:%M}" if time else ""


def rows_shown(data: Any, prefix: str, filled: int) -> int:
    """How many rows of deadlines a form has: those in use and two more."""
    used = [at for at in range(deadlines_most) if data and data.get(f"{prefix}_{at}_at")]
    return min(deadlines_most, max(filled, max(used, default=-1) + 1) + 2)


def rows_add(form: forms.Form, prefix: str, number: int, zone: str) -> None:
    for at in range(number):
        form.fields[f"{prefix}_{at}_at"] = WallTimeField(zone=zone, label=_("Until"))
        form.fields[f"{prefix}_{at}_credit"] = forms.IntegerField(
            label=_("Credit in %"), required=False, min_value=0, max_value=200
        )


def rows_read(form: forms.Form, prefix: str, number: int) -> tuple[Deadline, ...]:
    """The rows with a time; one that has only one of both is told."""
    found = []
    for at in range(number):
        time, credit = (form.cleaned_data.get(f"{prefix}_{at}_{part}") for part in ("at", "credit"))
        if time and credit is None and f"{prefix}_{at}_credit" not in form.errors:
            form.add_error(f"{prefix}_{at}_credit", _("Say what work is worth until then."))
        elif credit is not None and time is None and f"{prefix}_{at}_at" not in form.errors:
            form.add_error(f"{prefix}_{at}_at", _("Say until when work is worth that."))
        elif time and credit is not None:
            found.append(Deadline(at=time, credit=credit))
    return tuple(found)
