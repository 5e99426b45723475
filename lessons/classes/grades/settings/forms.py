"""The form of how the total is made: one row for each category, one for each assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.classes.gradebook.files import number_read
from lessons.classes.gradebook.scheme import Assignment, Category
from lessons.classes.gradebook.settings import Place, Settings
from virtlearn.core.short_text import short_text

title_length = 60
categories_most = 20
drop_most = 20
weight_most = 1000.0
percent_most = 200.0
spare_rows = 2


class NumberField(forms.CharField):
    """A number from `least` to `most`, with a point or a comma; None where it is empty."""

    def __init__(self, *, least: float, most: float, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> float | None:
        text = str(super().clean(value)).strip().removesuffix("%").strip()
        if not text:
            return None
        found = number_read(text)
        if found is None or not self.least <= found <= self.most:
            said = _("Write a number from %(least)g to %(most)g.")
            raise forms.ValidationError(said % {"least": self.least, "most": self.most})
        return found


def cap_field(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(label=label, help_text=help_text, least=1, most=percent_most)


class CategoryForm(forms.Form):
    """One category; a row without any entry is none. `named` is its id, which no other one has."""

    named = ""

    title = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=title_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    weight = NumberField(label=gettext_lazy("Weight"), least=0, most=weight_most)
    drop = forms.IntegerField(
        label=gettext_lazy("Leave out the lowest"),
        required=False,
        min_value=0,
        max_value=drop_most,
    )
    cap = cap_field(gettext_lazy("At most, in %"))
    extra = forms.BooleanField(label=gettext_lazy("Extra credit"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        title = short_text(found.get("title") or "", title_length)
        filled = any(found.get(name) for name in ("weight", "drop", "cap", "extra"))
        if filled and not title and not found.get("remove") and not self.errors.get("title"):
            self.add_error("title", _("Give it a name."))
        return {**found, "title": title}

    @property
    def is_there(self) -> bool:
        return bool(self.cleaned_data.get("title")) and not self.cleaned_data.get("remove")

    @property
    def category(self) -> Category:
        data = self.cleaned_data
        cap = data.get("cap")
        return Category(
            id=self.named,
            title=data["title"],
            weight=data.get("weight") or 0,
            drop=data.get("drop") or 0,
            cap=None if cap is None else cap / 100,
            extra=bool(data.get("extra")),
        )


class PlaceForm(forms.Form):
    """Where one assignment counts."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    take = forms.ChoiceField(
        label=gettext_lazy("Of several answers"),
        required=False,
        choices=[
            ("best", gettext_lazy("the best counts")),
            ("last", gettext_lazy("the last counts")),
        ],
    )
    extra = forms.BooleanField(label=gettext_lazy("Extra credit"), required=False)


class TotalForm(forms.Form):
    cap = cap_field(
        gettext_lazy("The total is at most, in %"),
        gettext_lazy("Empty for no limit: with extra credit it may be more than 100 %."),
    )


class SettingsForm:
    """All rows together, from what was posted or from settings; what was typed stays in them."""

    def __init__(
        self,
        assignments: Sequence[Assignment],
        *,
        data: Mapping[str, Any] | None = None,
        settings: Settings | None = None,
        spare: int = spare_rows,
    ) -> None:
        settings = settings or Settings()
        self.assignments = assignments
        cap = settings.cap
        self.total = TotalForm(data, prefix="total", initial={"cap": shown(cap and 100 * cap)})
        self.categories = list(category_forms(data, settings, spare))
        self.places = [
            (each, self.place_form(each, data, settings.place(each.id))) for each in assignments
        ]

    @property
    def rows(self) -> int:
        return len(self.categories)

    def place_form(
        self, assignment: Assignment, data: Mapping[str, Any] | None, place: Place
    ) -> PlaceForm:
        initial = {"category": place.category, "take": place.take, "extra": place.extra}
        form = PlaceForm(data, prefix=f"a{assignment.id}", initial=initial)
        form.fields["category"].choices = [  # type: ignore[attr-defined]
            (each.named, title)
            for each in self.categories
            if (title := str(each["title"].value() or "").strip())
        ] or [("", _("all together"))]
        return form

    def is_valid(self) -> bool:
        forms_ = [self.total, *self.categories, *(form for _of, form in self.places)]
        answers = [form.is_valid() for form in forms_]  # of each: all errors are said at once
        good = all(answers)
        seen: set[str] = set()
        for form in self.categories:
            title = form.cleaned_data.get("title", "").casefold()
            if title and title in seen and not form.cleaned_data.get("remove"):
                form.add_error("title", _("Another category has this name."))
                good = False
            seen.add(title)
        there = [form for form in self.categories if form.is_there]
        if good and there and not any(counts(form.category, there) for form in there):
            said = _("One category at least has to count that is no extra credit.")
            there[0].add_error("extra", said)
            good = False
        return good

    @property
    def settings(self) -> Settings:
        """Of a valid form."""
        cap = self.total.cleaned_data["cap"]
        return Settings(
            categories=tuple(form.category for form in self.categories if form.is_there),
            places={
                each.id: Place(
                    category=form.cleaned_data["category"],
                    take=form.cleaned_data["take"] or "best",
                    extra=form.cleaned_data["extra"],
                )
                for each, form in self.places
            },
            cap=None if cap is None else cap / 100,
        ).plain


def counts(category: Category, there: Sequence[CategoryForm]) -> bool:
    weighted = any(form.category.weight for form in there)
    return not category.extra and (bool(category.weight) or not weighted)


def category_forms(
    data: Mapping[str, Any] | None, settings: Settings, spare: int
) -> Iterator[CategoryForm]:
    """Those that are there and some to fill in; each has an id that no other one has."""
    rows: list[tuple[str, dict[str, Any]]] = []
    if data is None:
        rows = [(each.id, category_initial(each)) for each in settings.categories]
    else:
        for number in range(rows_posted(data)):
            typed = str(data.get(f"c{number}-id", ""))
            known = typed.isascii() and typed.isdecimal() and len(typed) <= 4
            rows.append((typed if known and typed not in dict(rows) else "", {}))
    taken = [int(named) for named, _initial in rows if named.isdecimal()]
    free = max(taken, default=0)
    rows += [("", {}) for _row in range(min(spare, categories_most - len(rows)))]
    for number, (named, initial) in enumerate(rows):
        form = CategoryForm(
            data, prefix=f"c{number}", initial=initial, use_required_attribute=False
        )
        free += not named
        form.named = named or str(free)
        yield form


def rows_posted(data: Mapping[str, Any]) -> int:
    text = str(data.get("rows", ""))
    known = text.isascii() and text.isdecimal() and len(text) <= 3
    return min(int(text), categories_most) if known else 0


def category_initial(category: Category) -> dict[str, Any]:
    return {
        "title": category.title,
        "weight": shown(category.weight or None),
        "drop": category.drop or None,
        "cap": shown(None if category.cap is None else 100 * category.cap),
        "extra": category.extra,
    }


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
