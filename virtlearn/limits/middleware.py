"""Counts the forms that are limited by address, and answers 429 where a limit is reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from virtlearn.limits.services import LimitReachedError, address_of, limit_take
from virtlearn.limits.too_many import too_many_requests


class LimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """settings.LIMITED_FORMS has the limit of a form by its route's name."""
        match = request.resolver_match
        limit = settings.LIMITED_FORMS.get(match.view_name) if match else None
        if limit is None or request.method != "POST":
            return None
        try:
            limit_take(limit, address_of(request))
        except LimitReachedError as reached:
            return too_many_requests(request, reached)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_many_requests(request, error) if isinstance(error, LimitReachedError) else None
