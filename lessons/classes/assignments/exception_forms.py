"""Forms of exceptions: an override for some, an extension, an accommodation, late days."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.assignments.access.overrides import (
    Override,
    Patch,
    Source,
    SourceKind,
    overrides_merge,
)
from lessons.assignments.access.rule import Rule
from lessons.classes.assignments.forms import RuleForm
from lessons.models import Label, Membership
from lessons.models.assignments import reason_length

patch_words = {
    "release": _("when it opens"),
    "listed_before": _("whether it is listed before"),
    "early": _("early deadlines"),
    "due": _("due date and its credit"),
    "late": _("late deadlines"),
    "after": _("what comes after"),
    "attempts": _("starts"),
    "time_limit": _("time limit"),
    "password": _("password"),
    "honour": _("text to agree to"),
    "questions": _("whether questions are shown"),
    "score": _("whether the score is shown"),
    "late_days": _("late days"),
    "mode": _("who begins it"),
}


class OverrideForm(RuleForm):
    """Other fields of the rule for one label or one member: those that are ticked in `change`."""

    target = forms.ChoiceField(label=_("For"))
    change = forms.MultipleChoiceField(
        label=_("Change"),
        choices=list(patch_words.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked fields take the values below, even empty ones."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=reason_length)

    def __init__(
        self, *args: Any, rule: Rule, labels: list[Label], members: list[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, rule=rule, **kwargs)
        self.base = rule
        self.targets: dict[str, Label | Membership] = {
            **{f"label:{each.pk}": each for each in labels},
            **{f"member:{each.pk}": each for each in members},
        }
        self.order_fields(["target", "change", "reason"])

    def targets_name(self, names: dict[str, str]) -> None:
        cast(forms.ChoiceField, self.fields["target"]).choices = list(names.items())

    def rule_of(self, fields: dict[str, Any]) -> Rule:
        """The assignment's rule with what is ticked."""
        source = Source(SourceKind.MEMBER)
        override = Override(source=source, patch=self.patch_of(fields))
        return overrides_merge(self.base, [override]).rule

    def patch_of(self, fields: dict[str, Any]) -> Patch:
        ticked = self.cleaned_data.get("change") or []
        return Patch(**{name: value for name, value in fields.items() if name in ticked})

    @property
    def patch(self) -> Patch:
        return self.patch_of(self.cleaned_data["fields"])


class ExtensionForm(forms.Form):
    """More days for one member."""

    member = forms.ChoiceField(label=_("Member"))
    days = forms.IntegerField(
        label=_("More days"), min_value=0, max_value=365, help_text=_("0 takes it back.")
    )
    without_penalty = forms.BooleanField(
        label=_("Without a late penalty"), required=False, initial=True
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=reason_length)


class AccommodationForm(forms.Form):
    """What one member has in all assignments of the class."""

    member = forms.ChoiceField(label=_("Member"))
    time_percent = forms.IntegerField(
        label=_("Time limits in %"), min_value=100, max_value=400, initial=150
    )
    days = forms.IntegerField(
        label=_("All deadlines later by days"), min_value=0, max_value=60, initial=0
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=reason_length)


class LateDaysForm(forms.Form):
    late_days = forms.IntegerField(label=_("Late days of each learner"), min_value=0, max_value=365)
