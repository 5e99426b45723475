"""Forms of assignments: their rule, what is in them, and the exceptions for some members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.assignments.access.rule import (
    After,
    AfterMode,
    Deadline,
    Mode,
    Rule,
    RuleProblem,
    Shown,
    rule_problems,
)
from lessons.classes.assignments.fields import (
    WallTimeField,
    rows_add,
    rows_read,
    rows_shown,
    typed,
)
from lessons.classes.assignments.items import Choices
from lessons.classes.assignments.words import fault_words
from lessons.classes.forms import NameField
from lessons.models import GroupSet
from lessons.models.classes import name_length

after_words = {
    AfterMode.CLOSED: _("closed"),
    AfterMode.PRACTICE: _("practice, for no credit"),
    AfterMode.PARTIAL: _("open for some credit"),
}
mode_words = {
    Mode.INDIVIDUAL: _("each learner, while it is open"),
    Mode.BATCHED: _("the teacher, batch by batch, with a code for each"),
    Mode.SYNCHRONISED: _("the teacher, for all at once"),
}
# Where a fault of the rule stands in the form.
places = {
    "due": "due_at",
    "after": "after_credit",
    "questions": "questions_from",
    "score": "score_hidden",
}


class RuleForm(forms.Form):
    """A rule as a teacher types it, by the wall clock of the class."""

    listed_before = forms.BooleanField(label=_("Listed before it opens"), required=False)
    due_credit = forms.IntegerField(
        label=_("Credit until then in %"), required=False, min_value=1, max_value=200
    )
    after_mode = forms.ChoiceField(
        label=_("After the last deadline"), choices=list(after_words.items()), required=False
    )
    after_credit = forms.IntegerField(
        label=_("Credit afterwards in %"), required=False, min_value=0, max_value=200
    )
    attempts = forms.IntegerField(
        label=_("Starts"),
        required=False,
        help_text=_("How many attempts. Empty: one if there is a time limit, otherwise no limit."),
    )
    time_limit = forms.IntegerField(
        label=_("Time limit in minutes"), required=False, help_text=_("From the learner's start.")
    )
    mode = forms.ChoiceField(
        label=_("Who begins it"),
        choices=list(mode_words.items()),
        required=False,
        help_text=_("What the teacher begins is an exam: the time limit runs from there for all."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=100,
        help_text=_("Asked at the start. Members of the class's staff can read it here."),
    )
    honour = forms.CharField(
        label=_("Text to agree to"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ticked at the start, and kept with the digest of the text."),
    )
    questions_hidden = forms.BooleanField(
        label=_("Hide the questions when the work is over"), required=False
    )
    score_hidden = forms.BooleanField(
        label=_("Hide the score when the work is over"), required=False
    )
    late_days = forms.IntegerField(
        label=_("Late days that may be spent here"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_("From each learner's late days; they are used automatically."),
    )

    def __init__(self, *args: Any, zone: str, rule: Rule | None = None, **kwargs: Any) -> None:
        rule = rule or Rule(release=None)
        kwargs["initial"] = {**initial_of(rule), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, label, help_text in (
            ("release", _("Opens"), _("Empty: at once.")),
            ("due_at", _("Due"), _("To the end of that minute. Empty: never.")),
            ("questions_from", _("Show the questions again from"), ""),
            ("questions_until", _("and hide them again from"), ""),
            ("score_from", _("Show the score again from"), ""),
            ("score_until", _("and hide it again from"), ""),
        ):
            self.fields[name] = WallTimeField(zone=zone, label=label, help_text=help_text)
        self.rows = {}
        for prefix, deadlines in (("early", rule.early), ("late", rule.late)):
            self.rows[prefix] = rows_shown(self.data, prefix, len(deadlines))
            rows_add(self, prefix, self.rows[prefix], zone)

    def rows_of(self, prefix: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [
            (self[f"{prefix}_{at}_at"], self[f"{prefix}_{at}_credit"])
            for at in range(self.rows[prefix])
        ]

    @property
    def early_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.rows_of("early")

    @property
    def late_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.rows_of("late")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lists = {prefix: rows_read(self, prefix, number) for prefix, number in self.rows.items()}
        due = data.get("due_at")
        mode = AfterMode(data.get("after_mode") or AfterMode.CLOSED)
        credit = data.get("after_credit") or 0
        data["fields"] = {
            "release": data.get("release"),
            "listed_before": bool(data.get("listed_before")),
            **lists,
            "due": Deadline(at=due, credit=data.get("due_credit") or 100) if due else None,
            "after": After(mode=mode, credit=credit if mode is AfterMode.PARTIAL else 0),
            "attempts": data.get("attempts"),
            "time_limit": data.get("time_limit"),
            "password": (data.get("password") or "").strip() or None,
            "honour": (data.get("honour") or "").strip() or None,
            "questions": self.shown("questions"),
            "score": self.shown("score"),
            "late_days": data.get("late_days") or 0,
            "mode": Mode(data.get("mode") or Mode.INDIVIDUAL),
        }
        if not self.errors:
            for problem in rule_problems(self.rule_of(data["fields"])):
                self.add_error(place_of(problem), fault_words(problem))
        return data

    def rule_of(self, fields: dict[str, Any]) -> Rule:
        return Rule(**fields)

    def shown(self, name: str) -> Shown:
        return Shown(
            hidden=bool(self.cleaned_data.get(f"{name}_hidden")),
            shown_from=self.cleaned_data.get(f"{name}_from"),
            hidden_from=self.cleaned_data.get(f"{name}_until"),
        )

    @property
    def rule(self) -> Rule:
        return self.rule_of(self.cleaned_data["fields"])


def place_of(problem: RuleProblem) -> str:
    """The field of the form beside which a fault of the rule is said."""
    if problem.field in {"early", "late"}:
        part = "credit" if problem.fault.endswith("credit") else "at"
        return f"{problem.field}_{problem.index or 0}_{part}"
    return places.get(problem.field, problem.field)


def initial_of(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {
        "release": typed(rule.release),
        "listed_before": rule.listed_before,
        "due_at": typed(rule.due.at) if rule.due else "",
        "due_credit": rule.due.credit if rule.due else 100,
        "after_mode": rule.after.mode,
        "after_credit": rule.after.credit or None,
        "attempts": rule.attempts,
        "time_limit": rule.time_limit,
        "password": rule.password or "",
        "honour": rule.honour or "",
        "late_days": rule.late_days,
        "mode": rule.mode,
    }
    for prefix, deadlines in (("early", rule.early), ("late", rule.late)):
        for at, each in enumerate(deadlines):
            found[f"{prefix}_{at}_at"] = typed(each.at)
            found[f"{prefix}_{at}_credit"] = each.credit
    for name, shown in (("questions", rule.questions), ("score", rule.score)):
        found[f"{name}_hidden"] = shown.hidden
        found[f"{name}_from"] = typed(shown.shown_from)
        found[f"{name}_until"] = typed(shown.hidden_from)
    return found


class AssignmentForm(RuleForm):
    """A whole assignment; `choices` is what the course has to offer."""

    title = NameField(label=_("Title"), max_length=name_length)
    note = forms.CharField(
        label=_("What is to be done"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, choices: Choices, sets: Iterable[GroupSet] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.order_fields(["title", "note"])
        self.fields["group_set"] = forms.TypedChoiceField(
            label=_("Its labs are done"),
            choices=[("", _("by each alone")), *((each.pk, each.name) for each in sets)],
            coerce=int,
            empty_value=None,
            required=False,
            help_text=_(
                "In groups: one machine for each group, and what is done in it counts for all."
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["items"] = self.choices.read()
        if not data["items"]:
            self.add_error(None, _("Choose at least one lesson, question, lab or test."))
        return data
