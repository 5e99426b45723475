"""Forms of questions about grades and of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.classes.grades.inquiries.policy import days_most, text_most
from lessons.classes.grades.selectors import Changed
from lessons.models import GradeChange


class MessageForm(forms.Form):
    """What a learner writes."""

    text = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=text_most,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(MessageForm):
    """What a teacher writes; `changes` are those of the grade that the answer may speak of."""

    change = forms.ChoiceField(
        label=gettext_lazy("It speaks of this change of the grade"), required=False
    )
    close = forms.BooleanField(label=gettext_lazy("Close the question with it"), required=False)

    def __init__(self, *args: Any, changes: Sequence[GradeChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes = {str(each.pk): each for each in changes}
        self.fields["text"].label = _("Your answer")
        choices = [(name, change_words(each)) for name, each in self.changes.items()]
        self.fields["change"].choices = [("", _("none")), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> GradeChange | None:
        return self.changes.get(self.cleaned_data["change"])


def change_words(change: GradeChange) -> str:
    if change.kind == Changed.POINTS:
        return _("%(points)s points") % {"points": localize(change.points)}
    if change.kind == Changed.EXCUSED:
        return _("excused")
    return _("as handed in")


class DaysForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days for questions"),
        min_value=0,
        max_value=days_most,
        help_text=gettext_lazy(
            "So long after a grade is final and shown learners may ask about it. 0 for not at all."
        ),
    )
