"""What the API answers and takes of webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from lessons.models.webhooks import url_length
from virtlearn.outbox.events import EventName

Number = Annotated[str, Field(pattern=r"^[0-9]{1,18}$", description="of a row")]


class WebhookIn(Schema):
    url: str = Field(min_length=1, max_length=url_length, description="https, and public")
    events: list[EventName] = Field(min_length=1, max_length=20)
    in_class: Number | None = Field(None, description="null: all classes; for heads")


class WebhookChange(Schema):
    """What is left out stays as it is."""

    url: str | None = Field(None, min_length=1, max_length=url_length)
    events: list[EventName] | None = Field(None, min_length=1, max_length=20)
    active: bool | None = Field(None, description="false: nothing is sent until it is true again")


class WebhookOut(Schema):
    id: str
    url: str
    events: list[str]
    in_class: str | None
    state: Literal["on", "paused", "failing", "gone", "orphan"] = Field(
        description="off since it failed or said 410, or since its maker may not any more"
    )
    failing_since: datetime | None


class WebhookSecretOut(WebhookOut):
    secret: str = Field(description="shown this once")


class WebhooksOut(Schema):
    items: list[WebhookOut]
    next: str | None


class WebhookMessageOut(Schema):
    id: str
    message_id: str = Field(description="its `webhook-id`")
    event: str
    created_at: datetime
    state: Literal["waiting", "sending", "sent", "failed", "dropped"]
    tried_at: datetime | None
    status: int | None = Field(description="of HTTP; null where no answer came")
    answer: str = Field(description="4096 characters at most")


class WebhookMessagesOut(Schema):
    items: list[WebhookMessageOut]
    next: str | None
