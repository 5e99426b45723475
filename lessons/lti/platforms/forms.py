"""The form by which a head registers a platform."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from lessons.lti.core.message import identifier
from lessons.lti.core.origin import origin_of
from lessons.lti.refusal import LtiCode
from lessons.models.classes import name_length
from lessons.models.lti import id_length, url_length
from virtlearn.core.short_text import short_text

deployments_most = 200


class AddressField(forms.CharField):
    """An https address; http is for platforms of the inside, which the service looks at."""

    def __init__(self, **more: Any) -> None:
        attributes = {"inputmode": "url", "spellcheck": "false"}
        super().__init__(max_length=url_length, widget=forms.TextInput(attrs=attributes), **more)

    def clean(self, value: Any) -> str:
        url = str(super().clean(value))
        if url and not origin_of(url):
            raise ValidationError(str(LtiCode.ADDRESS_SHAPE.refusal()))
        return url


class PlatformForm(forms.Form):
    """As the platform's own page names them."""

    name = forms.CharField(
        label=gettext_lazy("Name, as people here know it"), max_length=name_length
    )
    issuer = forms.CharField(label=gettext_lazy("Issuer (platform id)"), max_length=id_length)
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=id_length)
    deployments = forms.CharField(
        label=gettext_lazy("Deployment ids, one a line"), widget=forms.Textarea(attrs={"rows": 3})
    )
    auth_url = AddressField(
        label=gettext_lazy("Address of its sign-in (authentication request URL)")
    )
    token_url = AddressField(label=gettext_lazy("Address for access tokens (access token URL)"))
    jwks_url = AddressField(label=gettext_lazy("Address of its public keys (public keyset URL)"))
    token_audience = forms.CharField(
        label=gettext_lazy("Audience of access tokens, where it is not that address"),
        max_length=url_length,
        required=False,
    )
    origins = forms.CharField(
        label=gettext_lazy("Other sites whose pages show the platform's, one a line"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    teachers_teach = forms.BooleanField(
        label=gettext_lazy("Whoever teaches there gets the role of instructor here"), required=False
    )
    active = forms.BooleanField(label=gettext_lazy("People may come from it"), required=False)

    def clean_name(self) -> str:
        return short_text(self.cleaned_data["name"], name_length)

    def clean_deployments(self) -> list[str]:
        found = [each.strip() for each in self.cleaned_data["deployments"].splitlines()]
        found = list(dict.fromkeys(each for each in found if each))
        if not found or len(found) > deployments_most or not all(map(identifier, found)):
            raise ValidationError(str(LtiCode.DEPLOYMENTS_SHAPE.refusal()))
        return found

    def clean_origins(self) -> str:
        typed = self.cleaned_data["origins"].split()
        found = [origin_of(each) for each in typed]
        if not all(found):
            raise ValidationError(str(LtiCode.ADDRESS_SHAPE.refusal()))
        return " ".join(dict.fromkeys(found))
