"""Forms of classes: what one is called and when it runs, and who may join it until when."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.classes.refusal import ClassCode
from lessons.models import Class, Course
from lessons.models.classes import name_length
from lessons.publishing.selectors import course_title
from virtlearn.core.short_text import short_text
from virtlearn.people.directory.selectors import accounts
from virtlearn.people.models import User


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a day is typed as 2026-09-01."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
    )


class NameField(forms.CharField):
    """A name of any script, on one line; one that is too long is told, not cut."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return short_text(text, len(text))


def zone_choices() -> list[tuple[str, str]]:
    zones = available_timezones() - {"localtime"}
    return [(zone, zone) for zone in sorted(zones)]


class ClassForm(forms.Form):
    """What a teacher says of a class."""

    name = NameField(
        label=_("Name"),
        max_length=name_length,
        help_text=_("As its members know it, say “Networks 1A, autumn”."),
    )
    starts_on = day_field(_("First day"), _("Optional."))
    ends_on = day_field(
        _("Last day"), _("Optional. After it the class can be read, and changes no more.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("The class's days begin and end there."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first one."))
        return data

    @staticmethod
    def initial_of(row: Class) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("name", "starts_on", "ends_on", "time_zone")}


class SettingsForm(ClassForm):
    """Of a class that is there."""

    screens = forms.ChoiceField(
        label=_("Show terminals' screens on the live board"),
        choices=Class.Screens.choices,
        required=False,
        help_text=_(
            "To who may look into terminals. Learners see when it is done, find in their log who "
            "did, and can end it at any time. Guests are never shown."
        ),
    )

    def clean_screens(self) -> str:
        return self.cleaned_data["screens"] or Class.Screens.OFF

    @staticmethod
    def initial_of(row: Class) -> dict[str, Any]:
        return ClassForm.initial_of(row) | {"screens": row.screens}


class NewClassForm(ClassForm):
    """A class to be; a head also says who teaches it."""

    course = forms.ChoiceField(label=_("Course"))
    teacher = forms.CharField(
        label=_("Teacher"),
        required=False,
        help_text=_("A user name; yours where it is empty. More can be added later."),
    )
    field_order = ("name", "course", "teacher", "starts_on", "ends_on", "time_zone")

    def __init__(self, *args: Any, by: User, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.filter(current__isnull=False).order_by("pk")
        choices = [(row.slug, course_title(row, language)) for row in courses]
        cast(forms.ChoiceField, self.fields["course"]).choices = choices
        self.by = by
        if not by.is_head:
            del self.fields["teacher"]

    def clean_course(self) -> Course:
        return Course.objects.get(slug=self.cleaned_data["course"])

    def clean_teacher(self) -> User | None:
        login = self.cleaned_data["teacher"].strip()
        if not login:
            return None
        found: User | None = accounts().filter(username__iexact=login).first()
        if found is None:
            raise forms.ValidationError(str(ClassCode.NO_ACCOUNT.refusal(login=login)))
        if not found.is_instructor:
            raise forms.ValidationError(str(ClassCode.NO_INSTRUCTOR.refusal()))
        return found


class JoinSettingsForm(forms.Form):
    """Who may join by themselves."""

    self_enrol = forms.BooleanField(
        label=_("Whoever has the link or the code can join"), required=False
    )
    join_until = day_field(
        _("Until"), _("The last day on which they let anybody in. Empty: as long as it runs.")
    )


class DayForm(forms.Form):
    """The day from which a revision is read; none: now."""

    day = day_field(_("From the beginning of"))

    def day_or_none(self) -> date | None:
        return self.cleaned_data["day"] if self.is_valid() else None
