"""What browsers ask on their way from a platform: login, launch, a new window."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lessons.lti.core.message import Message
from lessons.lti.core.names import DEEP_LINKING
from lessons.lti.deep_linking.views import choose
from lessons.lti.framing import framed, refused
from lessons.lti.launch.arrival import arrive
from lessons.lti.launch.login import (
    State,
    cookie_set,
    in_frame,
    login_begin,
    state_read,
)
from lessons.lti.launch.verify import launch_verify
from lessons.lti.once import seal
from lessons.lti.refusal import LtiCode
from lessons.lti.tickets import ticket_read
from lessons.models import LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.core.short_text import short_text

log = logging.getLogger(__name__)
ticket_valid = timedelta(minutes=5)


@never_cache
@csrf_exempt  # a platform sends it; nothing is done yet, and the state is this browser's alone
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Sends the browser on to the platform, which says who it is."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        begun = login_begin(given.dict())
    except RefusedError as error:
        return refused(request, error.refusal)
    response = redirect(begun.url)
    cookie_set(response, begun, framed=in_frame(request))
    return response


@never_cache
@csrf_exempt  # a platform sends it: the state with its cookie is what binds it to this browser
@require_POST
def launch(request: HttpRequest) -> HttpResponseBase:
    """Takes the platform's word for who comes, once all of it is proved."""
    state = None
    try:
        state = state_read(request.POST.get("state", ""))
        if not state.is_of(request):
            return elsewhere(request, state)
        if error := request.POST.get("error_description") or request.POST.get("error"):
            raise RefusedError(LtiCode.REFUSED_THERE, error=short_text(error, 200))
        message = launch_verify(state, request.POST.get("id_token", ""))
    except RefusedError as error:
        log.warning("a launch was refused: %s %s", error.code, error.detail)
        return refused(request, error.refusal, state.platform if state else None)
    with translation.override(language_of(request, message)):
        if message.kind == DEEP_LINKING:
            return to_choose(request, state.platform, message)
        if in_frame(request):
            return to_window(request, state.platform, message)
        return arrive(request, state.platform, message)


def to_choose(request: HttpRequest, platform: LtiPlatform, message: Message) -> HttpResponse:
    try:
        return choose(request, platform, message)
    except RefusedError as error:
        return refused(request, error.refusal, platform)


def elsewhere(request: HttpRequest, state: State) -> HttpResponse:
    """The cookie of the launch is not there: it is begun anew in a window of its own."""
    code = LtiCode.FRAME if in_frame(request) else LtiCode.BROWSER
    again = f"{reverse('lti:login')}?{urlencode(state.asked)}"
    return refused(request, code.refusal(), state.platform, again=again)


def to_window(request: HttpRequest, platform: LtiPlatform, message: Message) -> HttpResponse:
    """One click out of the frame: the ticket works once, and from a page of this site alone."""
    ticket = seal("ticket", {"platform": platform.pk, "message": msgspec.to_builtins(message)})
    context = {"ticket": ticket, "platform": platform, "title": message.link_title}
    return framed(render(request, "lessons/lti/window.html", context), platform)


@never_cache
@csrf_exempt  # a frame of another site has no cookie; the browser says from which site it comes
@require_POST
def window(request: HttpRequest) -> HttpResponseBase:
    """The new window, with the ticket of the frame."""
    ours = {settings.SITE_URL, *settings.ALLOWED_ORIGINS}
    if request.headers.get("Origin") not in ours:
        return refused(request, LtiCode.TICKET.refusal())
    try:
        ticket = request.POST.get("ticket", "")
        platform, message, _found = ticket_read("ticket", ticket, ticket_valid)
    except RefusedError as error:
        return refused(request, error.refusal)
    with translation.override(language_of(request, message)):
        return arrive(request, platform, message)


def language_of(request: HttpRequest, message: Message) -> str:
    """The reader's own choice here, else the platform's, else the browser's."""
    known = dict(settings.LANGUAGES)
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in known:
        return translation.get_language() or "en"
    told = message.locale.replace("_", "-").partition("-")[0].casefold()
    return told if told in known else translation.get_language() or "en"
