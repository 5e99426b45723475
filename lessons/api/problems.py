"""Errors as problem JSON (RFC 9457), in English, with a code that stays (docs/errors.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError

from lessons.api.refusal import ApiCode
from virtlearn.core.refusal import ErrorCode, RefusedError
from virtlearn.limits.services import LimitReachedError

content_type = "application/problem+json"


class ProblemError(Exception):
    """A request is answered with `status` and the code; `values` are what its texts name, `errors`
    say what is wrong with each field."""

    def __init__(
        self,
        status: int,
        code: ErrorCode,
        errors: Sequence[Mapping[str, str]] = (),
        **values: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.errors, self.values = status, code, errors, values


class AnsweredError(Exception):
    """The request was answered before, by `answer`."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def problem(
    status: int,
    code: ErrorCode,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    values: Mapping[str, Any] | None = None,
) -> HttpResponse:
    with translation.override("en"):
        refusal = code.refusal(**(values or {}))
    body: dict[str, Any] = {
        "type": "about:blank",
        "status": status,
        "title": refusal.message,
        "detail": refusal.way_on,
        "code": refusal.code,
    }
    if errors:
        body["errors"] = list(errors)
    answer = HttpResponse(json.dumps(body), status=status, content_type=content_type)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="VirtLearn"'
    return answer


def form_errors(form: Form) -> list[dict[str, str]]:
    """What a form says of its fields, in the language that is active."""
    return [
        {"field": f"body.{name}" if name != NON_FIELD_ERRORS else "body", "message": str(each)}
        for name, said in form.errors.items()
        for each in said
    ]


@csrf_exempt  # it changes nothing, and a program has no form's token to be asked for
def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """For addresses below the API that are none, by any method."""
    return problem(404, ApiCode.NOT_FOUND)


def handlers_add(api: NinjaAPI) -> None:
    """What routes and services raise, as answers."""

    @api.exception_handler(ProblemError)
    def on_problem(_request: HttpRequest, error: ProblemError) -> HttpResponse:
        return problem(error.status, error.code, errors=error.errors, values=error.values)

    @api.exception_handler(AnsweredError)
    def on_answered(_request: HttpRequest, error: AnsweredError) -> HttpResponse:
        return error.answer

    @api.exception_handler(Http404)
    def on_not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, ApiCode.NOT_FOUND)

    @api.exception_handler(PermissionDenied)
    def on_forbidden(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
        return problem(403, ApiCode.FORBIDDEN)

    @api.exception_handler(RefusedError)
    def on_refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
        return problem(409, error.code, values=error.values)

    @api.exception_handler(ValidationError)
    def on_invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        """What was sent is not said again: it may be long, or a secret."""
        found = [
            {"field": ".".join(map(str, each["loc"])), "message": str(each["msg"])}
            for each in error.errors
        ]
        return problem(422, ApiCode.INVALID, errors=found)

    @api.exception_handler(LimitReachedError)
    def on_too_many(_request: HttpRequest, error: LimitReachedError) -> HttpResponse:
        answer = problem(429, ApiCode.TOO_MANY)
        answer["Retry-After"] = str(error.seconds)
        return answer
