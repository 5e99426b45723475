"""Content items and the message that brings them to the platform (Deep Linking 2.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from lessons.lti.core import names

RESOURCE_LINK = "ltiResourceLink"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One link: `target` as the custom parameter has it. With `points` it has a column of the
    gradebook; `resource` is its name there. Times are aware."""

    title: str
    target: str
    points: float = 0
    resource: str = ""
    opens: datetime | None = None
    due: datetime | None = None


def item_json(item: Item, url: str, *, lines: bool) -> dict[str, Any]:
    """`url` is where the platform sends people; without `lines` no column is asked for."""
    made: dict[str, Any] = {
        "type": RESOURCE_LINK,
        "title": item.title,
        "url": url,
        "custom": {"target": item.target},
        "window": {"targetName": "_blank"},
    }
    if lines and item.points > 0:
        made["lineItem"] = {
            "label": item.title,
            "scoreMaximum": item.points,
            "resourceId": item.resource,
            "tag": "virtlearn",
        }
    if item.opens:
        made["available"] = {"startDateTime": time_text(item.opens)}
    if item.due:
        made["submission"] = {"endDateTime": time_text(item.due)}
    return made


def time_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def response_claims(  # noqa: PLR0913
    *,
    client_id: str,
    issuer: str,
    deployment: str,
    data: str | None,
    nonce: str,
    now: int,
    items: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """The claims of the answer, good for five minutes; `data` goes back as it came."""
    claims: dict[str, Any] = {
        "iss": client_id,
        "aud": issuer,
        "iat": now,
        "exp": now + 300,
        "nonce": nonce,
        names.claim + "message_type": names.DEEP_LINKING_RESPONSE,
        names.claim + "version": names.VERSION,
        names.claim + "deployment_id": deployment,
        names.deep_claim + "content_items": list(items),
    }
    if data is not None:
        claims[names.deep_claim + "data"] = data
    return claims
