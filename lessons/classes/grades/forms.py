"""The form by which a teacher changes one grade."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.classes.gradebook.files import number_read
from lessons.classes.grades.selectors import Changed
from lessons.classes.grades.services import most
from lessons.models import GradeChange
from lessons.models.assignments import reason_length


class GradeForm(forms.Form):
    """Points with a reason, or excused with one; `possible` are those of the assignment."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What counts"),
        choices=[
            (GradeChange.Kind.POINTS, gettext_lazy("These points")),
            (GradeChange.Kind.EXCUSED, gettext_lazy("Excused: it is left out of the total")),
        ],
        widget=forms.RadioSelect,
    )
    points = forms.CharField(
        label=gettext_lazy("Points"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=reason_length,
        help_text=gettext_lazy("The learner reads it."),
    )

    def __init__(self, *args: Any, possible: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.possible = possible

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") != Changed.POINTS:
            return {**found, "points": None}
        value = number_read(found.get("points", "").strip())
        if value is None:
            self.add_error("points", _("Write a number, such as 7.5."))
        elif not 0 <= value <= most * self.possible:
            said = _("Points are from 0 to %(most)s, twice what the assignment gives.")
            self.add_error("points", said % {"most": localize(most * self.possible)})
        return {**found, "points": value}
