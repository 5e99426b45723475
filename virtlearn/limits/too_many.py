"""The page of status 429: says why and when to come back, and keeps what was typed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from virtlearn.core.refusal import Refusal
from virtlearn.limits.refusal import LimitCode
from virtlearn.limits.services import LimitReachedError

by_limit = {code.removeprefix("limit-"): code for code in LimitCode}
secret = re.compile("password", re.IGNORECASE)
not_typed = {"csrfmiddlewaretoken"}

# Fields that are shown again; the others go along unseen.
labels: dict[str, str | Promise] = {
    "login": gettext_lazy("User name or e-mail address"),
    "username": gettext_lazy("User name"),
    "email": gettext_lazy("E-mail address"),
    "oldpassword": gettext_lazy("Current password"),
    "password2": gettext_lazy("Password (again)"),
}


class Field(NamedTuple):
    """One field of the form as it was sent; a secret one comes without its value."""

    name: str
    value: str
    secret: bool

    @property
    def label(self) -> str | Promise:
        """Empty for one that is not shown."""
        return labels.get(self.name) or (gettext("Password") if self.secret else "")


def too_many_requests(request: HttpRequest, reached: LimitReachedError) -> HttpResponse:
    """The page; for htmx a message beside the form, which stays as it is."""
    context = {
        "refusal": refusal_of(reached),
        "guest": reached.limit == "guest",
        "again": request.method == "POST",
        "action": request.get_full_path(),
        "fields": fields_kept(request),
    }
    htmx = bool(request.headers.get("HX-Request"))
    response = render(request, "_429.html" if htmx else "429.html", context, status=429)
    response.headers["Retry-After"] = str(reached.seconds)
    response.headers["Cache-Control"] = "no-store"
    if htmx:
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    return response


def refusal_of(reached: LimitReachedError) -> Refusal:
    again_at = timezone.localtime() + timedelta(seconds=reached.seconds)
    minutes = math.ceil(reached.seconds / 60)
    code = by_limit[reached.limit]
    return code.refusal(minutes=minutes, time=time_format(again_at, "H:i"))


def fields_kept(request: HttpRequest) -> Sequence[Field]:
    return [
        Field(name, "" if secret.search(name) else value, bool(secret.search(name)))
        for name, values in request.POST.lists()
        if name not in not_typed
        for value in values
    ]
