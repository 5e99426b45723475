"""Forms of a class's people: who is added, and what the class says of somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from lessons.classes.forms import NameField
from lessons.classes.refusal import ClassCode
from lessons.models import Label, Membership
from lessons.models.classes import name_length
from virtlearn.people.directory.selectors import accounts


class AddForm(forms.Form):
    """Somebody to be added: `login` is an account or None, `email` an address or ""."""

    who = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = NameField(label=_("Name in the class"), max_length=name_length, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.LEARNER
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        who = data.pop("who", "").strip()
        data |= {"login": None, "email": ""}
        if not who:
            return data
        data["login"] = accounts().filter(username__iexact=who).first()
        if data["login"] is None:
            try:
                validate_email(who)
            except ValidationError:
                self.add_error("who", str(ClassCode.NO_ACCOUNT.refusal(login=who)))
            else:
                data["email"] = who
        return data


class MemberForm(forms.Form):
    """What the class says of one of its people."""

    name = NameField(label=_("Name in the class"), max_length=name_length, required=False)
    external_id = NameField(
        label=_("Identifier"),
        max_length=150,
        required=False,
        help_text=_("Of the school's own register, say a student number."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    labels = forms.MultipleChoiceField(
        label=_("Labels"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, member: Membership, labels: Sequence[Label]) -> None:
        mine = [str(label.pk) for label in member.labels.all()]
        initial = {
            "name": member.name,
            "external_id": member.external_id,
            "role": member.role,
            "labels": mine,
        }
        super().__init__(data, initial=initial)
        self.known = labels
        choices = [(str(label.pk), label.name) for label in labels]
        cast(forms.MultipleChoiceField, self.fields["labels"]).choices = choices
        if not labels:
            del self.fields["labels"]

    def labels_chosen(self) -> list[Label]:
        chosen = set(self.cleaned_data.get("labels", ()))
        return [label for label in self.known if str(label.pk) in chosen]
