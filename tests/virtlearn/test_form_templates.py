"""How every form of the site is drawn: templates/django/forms."""

from __future__ import annotations

from html.parser import HTMLParser

from django import forms


class Words(forms.Form):
    name = forms.CharField(label="Name", help_text="As others know it.")
    late = forms.BooleanField(label="Also late", help_text="Within a week.")
    mode = forms.ChoiceField(label="Mode", choices=[("a", "One")], widget=forms.RadioSelect)


class Order(HTMLParser):
    """Texts and fields, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.found.append(f"<{dict(attrs)['type']}>")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def drawn(form: forms.Form) -> list[str]:
    order = Order()
    order.feed(form.as_div())
    return order.found


def test_labels_have_no_colons_and_a_box_stands_before_its_words() -> None:
    assert drawn(Words()) == [
        *("Name", "As others know it.", "<text>"),
        *("<checkbox>", "Also late", "Within a week."),
        *("Mode", "<radio>", "One"),
    ]


def test_what_is_wrong_is_said_once_and_its_field_points_there() -> None:
    form = Words({"name": "", "mode": "a"})
    html = form.as_div()
    assert drawn(form).count("This field is required.") == 2
    for field in ("name", "late"):
        assert f'id="id_{field}_helptext"' in html
        assert f"id_{field}_helptext" in html.partition(f'name="{field}"')[2].partition(">")[0]
