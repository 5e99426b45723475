"""The form of a set of groups: its name, the size of groups, and how learners come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.classes.forms import NameField
from lessons.models import GroupSet
from lessons.models.groups import group_name_length, size_least, size_most

sizes = [(size, str(size)) for size in range(size_least, size_most + 1)]


class GroupSetForm(forms.Form):
    name = NameField(label=_("Name"), max_length=group_name_length)
    least = forms.TypedChoiceField(
        label=_("Learners in a group, at least"), choices=sizes, coerce=int, initial=size_least
    )
    most = forms.TypedChoiceField(
        label=_("Learners in a group, at most"), choices=sizes, coerce=int, initial=size_most
    )
    mode = forms.ChoiceField(
        label=_("How learners come in"),
        choices=GroupSet.Mode.choices,
        initial=GroupSet.Mode.TEACHER,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        least, most = data.get("least"), data.get("most")
        if least and most and least > most:
            self.add_error("most", _("This is fewer than a group has at least."))
        return data


def initial_of(of_set: GroupSet) -> dict[str, Any]:
    return {name: getattr(of_set, name) for name in ("name", "least", "most", "mode")}
