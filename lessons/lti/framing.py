"""Pages that a registered platform may frame, and no others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lessons.lti.core.origin import origin_of
from lessons.lti.platforms.services import origins_of
from lessons.models import LtiPlatform
from virtlearn.core import csp
from virtlearn.core.log_context import reference
from virtlearn.core.refusal import Refusal


def framed(response: HttpResponse, platform: LtiPlatform, form_to: str = "") -> HttpResponse:
    """Lets that platform's pages frame it, and its forms go to the address `form_to` too."""
    policy = csp.strict
    if origins := origins_of(platform):
        policy = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")
        # It has no word for several sites; frame-ancestors is what counts where both are known.
        response.xframe_options_exempt = True
    if origin := origin_of(form_to):
        policy = policy.replace("form-action 'self'", f"form-action 'self' {origin}")
    response[csp.header] = policy
    return response


def refused(
    request: HttpRequest,
    refusal: Refusal,
    platform: LtiPlatform | None = None,
    **more: Any,
) -> HttpResponse:
    """Says what is wrong, in the frame of the platform where that is known."""
    context = {"refusal": refusal, "reference": reference(), "platform": platform, **more}
    response = render(request, "lessons/lti/refused.html", context, status=403)
    return framed(response, platform) if platform else response
