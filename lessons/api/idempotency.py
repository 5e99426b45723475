"""`Idempotency-Key`: a POST that is sent twice is done once, and answered twice.

As the draft of the IETF has it (draft-ietf-httpapi-idempotency-key-header): for a day the same key
with the same request gets the same answer, with another one 422, and 409 while the first runs. All
POSTs go by here: `answer_find` once it is known whose token it is, `answer_keep` around each route.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lessons.api.problems import AnsweredError, ProblemError
from lessons.api.refusal import ApiCode
from lessons.models import ApiAnswer, ApiToken
from lessons.models.api_tokens import key_length
from virtlearn.core.sealed import sealed_box

header = "Idempotency-Key"
kept_for = timedelta(hours=24)
running_most = timedelta(minutes=5)  # longer runs no request: its process has died
shape = re.compile(rf"[!-~]{{1,{key_length}}}")  # what a header can carry, without spaces
kept_headers = ("Content-Type", "ETag", "Location")
not_kept = frozenset({401, 403, 429})  # what another try may change, and did nothing
purpose = "api answers"


def digest_of(request: HttpRequest) -> str:
    """Of method, address and body."""
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + request.body).hexdigest()


def answer_find(request: HttpRequest, token: ApiToken) -> None:
    """Begins a POST that has a key. Raises AnsweredError where it was answered before, ProblemError
    for a key of another request, one that runs, or what is no key."""
    key = request.headers.get(header)
    if request.method != "POST" or key is None:
        return
    if not shape.fullmatch(key):
        raise ProblemError(422, ApiCode.KEY_SHAPE, most=key_length)
    now, digest = timezone.now(), digest_of(request)
    mine = ApiAnswer.objects.filter(token=token, key=key)
    mine.filter(made_at__lt=now - kept_for).delete()
    mine.filter(status=0, made_at__lt=now - running_most).delete()
    try:
        with transaction.atomic():
            row = ApiAnswer.objects.create(token=token, key=key, digest=digest, made_at=now)
    except IntegrityError:
        found = mine.first()
        if found is None or (found.digest == digest and not found.status):
            raise ProblemError(409, ApiCode.KEY_RUNNING) from None
        if found.digest != digest:
            raise ProblemError(422, ApiCode.KEY_TAKEN) from None
        raise AnsweredError(again(found)) from None
    request.idempotent = row  # type: ignore[attr-defined]


def again(row: ApiAnswer) -> HttpResponse:
    """The answer as it was, marked as one that is repeated."""
    try:
        body = sealed_box(purpose).decrypt(row.sealed.encode())
    except InvalidToken:  # the installation's secret has changed since
        raise ProblemError(409, ApiCode.KEY_RUNNING) from None
    answer = HttpResponse(body, status=row.status, headers=row.headers)
    answer["Idempotency-Replayed"] = "true"
    return answer


def answer_keep(run: Callable[..., Any]) -> Callable[..., Any]:
    """Around a route: keeps what it answers; a fault of the site leaves the key free again."""

    @wraps(run)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = run(request, *args, **kwargs)
        except BaseException:
            answer_forget(request)
            raise
        row: ApiAnswer | None = getattr(request, "idempotent", None)
        if row is None:
            return answer
        if answer.status_code >= 500 or answer.status_code in not_kept:
            answer_forget(request)
            return answer
        ApiAnswer.objects.filter(pk=row.pk).update(
            status=answer.status_code,
            headers={name: answer[name] for name in kept_headers if name in answer},
            sealed=sealed_box(purpose).encrypt(answer.content).decode(),
        )
        return answer

    return kept


def answer_forget(request: HttpRequest) -> None:
    if row := getattr(request, "idempotent", None):
        ApiAnswer.objects.filter(pk=row.pk).delete()


def answers_expire(now: datetime | None = None) -> int:
    """Removes those of more than a day; how many. Called by the keeper."""
    old = ApiAnswer.objects.filter(made_at__lt=(now or timezone.now()) - kept_for)
    return old.delete()[0]


def schema_complete(schema: dict[str, Any]) -> None:
    """Says in an OpenAPI document that each POST takes a key, and what it answers then."""
    for path in schema["paths"].values():
        if (operation := path.get("post")) is None:
            continue
        operation.setdefault("parameters", []).append(
            {
                "name": header,
                "in": "header",
                "required": False,
                "description": "the same request with the same key is done once within 24 hours",
                "schema": {
                    "type": "string",
                    "pattern": "^[!-~]+$",
                    "minLength": 1,
                    "maxLength": key_length,
                },
            }
        )
        refused = operation["responses"]
        if not {"409", 409} & set(refused):
            refused["409"] = deepcopy(refused.get("422") or refused[422])
