"""Forms of the pages on which heads look after accounts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from virtlearn.people.models import Role, User
from virtlearn.people.roster.core import Entry, entry_faults
from virtlearn.people.roster.services import taken


class AccountForm(forms.Form):
    """One account to be."""

    login = forms.CharField(label=_("User name"), max_length=150)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.LEARNER)
    class_label = forms.CharField(label=_("Class"), max_length=100, required=False)

    def clean(self) -> dict[str, str]:
        super().clean()
        if not self.errors:
            entry = self.entry()
            for said in [*entry_faults(entry), *(each.message for each in taken([entry], ""))]:
                self.add_error(None, said)
        return self.cleaned_data

    def entry(self) -> Entry:
        return Entry(line=1, **self.cleaned_data)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)

    def __init__(self, data: object, *, user: User) -> None:
        super().__init__(data, initial={"role": user.role})  # type: ignore[arg-type]
