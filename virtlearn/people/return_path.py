"""Leads whoever signs up or in back to the page from which they came."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]


def came_from(request: HttpRequest) -> str:
    """The path of the page of this site that had the link; "" where none is known, or where it is
    one of signing up and in itself. Browsers tell it within a site (`Referrer-Policy`).
    """
    told = urlsplit(request.headers.get("Referer", ""))
    accounts = reverse("account_login").removesuffix("login/")
    if told.netloc != request.get_host() or told.path.startswith(accounts):
        return ""
    return f"{told.path}?{told.query}" if told.query else told.path


def returning(view: View) -> View:
    """`view` with `next` in its address, where a link led to it without."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asks = request.method in {"GET", "HEAD"} and REDIRECT_FIELD_NAME not in request.GET
        if asks and (back := came_from(request)):
            query = request.GET.copy()
            query[REDIRECT_FIELD_NAME] = back
            return redirect(f"{request.path}?{query.urlencode(safe='/')}")
        return view(request, *args, **kwargs)

    return wrapped
