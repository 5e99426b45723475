"""The form by which answers are graded again."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from lessons.models import Regrade
from lessons.models.assignments import reason_length


class RegradeForm(forms.Form):
    mode = forms.ChoiceField(
        label=gettext_lazy("What counts"),
        choices=Regrade.Mode.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=reason_length,
        help_text=gettext_lazy("Learners whose answers it concerns read it."),
    )
