"""Pages of lists, by a cursor: what is added or removed meanwhile moves nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from lessons.api.problems import ProblemError
from lessons.api.refusal import ApiCode

Row = TypeVar("Row", bound=Model)

limit_default, limit_most = 50, 200
largest = 2**63 - 1  # of a row's number


class PageQuery(Schema):
    """What every list takes."""

    cursor: str = Field("", max_length=64, description="`next` of the page before")
    limit: int = Field(limit_default, ge=1, le=limit_most)


def cursor_of(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after:{pk}".encode()).decode().rstrip("=")


def cursor_read(cursor: str) -> int:
    """The number after which the page begins, 0 for the first. Raises ProblemError."""
    if not cursor:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        word, _, number = base64.urlsafe_b64decode(padded.encode()).decode().partition(":")
        found = int(number)
    except (ValueError, binascii.Error) as error:
        raise ProblemError(422, ApiCode.INVALID) from error
    if word != "after" or not 0 <= found <= largest:
        raise ProblemError(422, ApiCode.INVALID)
    return found


def rows_page(rows: QuerySet[Row], query: PageQuery) -> tuple[list[Row], str]:
    """So many rows by their numbers, and the cursor of the next page, "" on the last."""
    found = list(rows.filter(pk__gt=cursor_read(query.cursor)).order_by("pk")[: query.limit + 1])
    shown = found[: query.limit]
    return shown, cursor_of(shown[-1].pk) if len(found) > query.limit else ""


def page(
    request: HttpRequest, response: HttpResponse, items: Sequence[Any], cursor: str, limit: int
) -> dict[str, Any]:
    """The answer's body; `Link` leads to the next page as RFC 8288 has it."""
    if cursor:
        query = urlencode({"cursor": cursor, "limit": limit})
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{query}>; rel="next"'
    return {"items": items, "next": cursor or None}
