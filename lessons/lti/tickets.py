"""What a launch has proved, on its way from one page to the next without a session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from lessons.lti.core.message import Message
from lessons.lti.once import ForgedError, StaleError, unseal, use_up
from lessons.lti.refusal import LtiCode
from lessons.models import LtiPlatform
from virtlearn.core.refusal import RefusedError


def ticket_read(
    purpose: str, text: str, within: timedelta
) -> tuple[LtiPlatform, Message, dict[str, Any]]:
    """The platform, the message, and all that was sealed. Raises RefusedError; it uses it up."""
    try:
        found = unseal(purpose, text, within)
    except (StaleError, ForgedError) as error:
        raise RefusedError(LtiCode.TICKET) from error
    platform = LtiPlatform.objects.filter(pk=found["platform"], active=True).first()
    if platform is None or not use_up(found, within):
        raise RefusedError(LtiCode.TICKET)
    return platform, msgspec.convert(found["message"], Message), found
