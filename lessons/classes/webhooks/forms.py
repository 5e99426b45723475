"""The form of a webhook: its address, its events and, where it is made, its class."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.classes.webhooks.access import classes_managed
from lessons.models import Class
from lessons.models.webhooks import url_length
from virtlearn.outbox.events import EventName
from virtlearn.people.models import User

event_names = {
    EventName.LESSON_COMPLETED: _("A lesson was marked as read"),
    EventName.TASK_TICKED: _("A task of a lab was done"),
    EventName.QUIZ_SUBMITTED: _("A question was answered, or a test sent in"),
    EventName.GRADE_CHANGED: _("A grade was changed by hand"),
    EventName.CLASS_JOINED: _("Somebody came into the class"),
    EventName.CERTIFICATE_ISSUED: _("A certificate was issued"),
    EventName.LAB_STARTED: _("A lab runs"),
    EventName.LAB_FAILED: _("A lab could not start"),
}


class WebhookForm(forms.Form):
    """For changing one; whether the address may be asked, the service says."""

    url = forms.CharField(
        label=_("Address"),
        max_length=url_length,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[(str(each), f"{each}") for each in EventName],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["events"])
        field.choices = [(str(name), words) for name, words in event_names.items()]


class WebhookNewForm(WebhookForm):
    """For making one. Without a class it is one of all classes, which heads alone make."""

    in_class = forms.ModelChoiceField(
        label=_("Class"), queryset=Class.objects.none(), required=False
    )
    field_order = ["in_class", "url", "events"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Class]", self.fields["in_class"])
        field.queryset = classes_managed(user)
        field.required = not user.is_head
        field.empty_label = _("All classes") if user.is_head else None
