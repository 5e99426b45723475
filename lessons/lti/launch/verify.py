"""Decides whether a platform's answer to a login is a launch that may be followed."""

from __future__ import annotations

import logging

import msgspec
from django.utils import timezone

from lessons.lti.core.message import Message, MessageError, message_read
from lessons.lti.launch.login import State, launch_url, target_refuse
from lessons.lti.platforms.fetching import key_of
from lessons.lti.refusal import LtiCode
from virtlearn.core.id_token import Expected, TokenError, token_kid, token_verify
from virtlearn.core.refusal import RefusedError

log = logging.getLogger(__name__)
token_codes = {
    "malformed": LtiCode.TOKEN_MALFORMED,
    "algorithm": LtiCode.TOKEN_ALGORITHM,
    "key": LtiCode.TOKEN_KEY,
    "signature": LtiCode.TOKEN_SIGNATURE,
    "issuer": LtiCode.TOKEN_ISSUER,
    "audience": LtiCode.TOKEN_AUDIENCE,
    "nonce": LtiCode.TOKEN_NONCE,
    "ahead": LtiCode.CLOCK_AHEAD,
    "behind": LtiCode.CLOCK_BEHIND,
    "expired": LtiCode.TOKEN_EXPIRED,
}
message_codes = {
    "version": LtiCode.VERSION,
    "kind": LtiCode.MESSAGE,
    "anonymous": LtiCode.ANONYMOUS,
    "deployment": LtiCode.TOKEN_MALFORMED,
    "link": LtiCode.TOKEN_MALFORMED,
    "malformed": LtiCode.TOKEN_MALFORMED,
}


def launch_verify(state: State, token: str) -> Message:
    """The message, once the state was found to be this browser's. Raises RefusedError."""
    if not state.use_up():
        raise RefusedError(LtiCode.STATE_USED)
    platform = state.platform
    expected = Expected(
        issuer=platform.issuer,
        client_id=platform.client_id,
        nonce=state.nonce,
        asked_at=state.asked_at,
        now=timezone.now().timestamp(),
    )
    try:
        key = key_of(platform, token_kid(token))
        message = message_read(token_verify(token, key, expected))
    except TokenError as error:
        code = token_codes[error.fault]
        raise RefusedError(code, detail=error.said, seconds=error.seconds) from error
    except MessageError as error:
        detail = f"{error.fault} {error.said}".strip()
        raise RefusedError(message_codes[error.fault], detail=detail) from error
    if not platform.deployments.filter(deployment_id=message.deployment).exists():
        raise RefusedError(LtiCode.DEPLOYMENT, deployment=message.deployment)
    target = message.target or state.asked.get("target_link_uri", launch_url())
    target_refuse(target)
    return msgspec.structs.replace(message, target=target)
