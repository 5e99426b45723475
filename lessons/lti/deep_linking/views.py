"""The page on which a teacher chooses, in the platform's frame, and the answer to the platform.

It needs no session, which no frame keeps: what the launch proved goes along, sealed, and is taken
once.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lessons.lti.classes import class_connect
from lessons.lti.core.content import RESOURCE_LINK, Item, item_json, response_claims
from lessons.lti.core.message import Message
from lessons.lti.core.origin import origin_of
from lessons.lti.core.target import target_read
from lessons.lti.deep_linking.selectors import Shelf, shelves
from lessons.lti.framing import framed, refused
from lessons.lti.keys import token_sign
from lessons.lti.launch.identity import identity_of
from lessons.lti.launch.login import launch_url
from lessons.lti.launch.places import context_keep
from lessons.lti.once import seal
from lessons.lti.refusal import LtiCode
from lessons.lti.tickets import ticket_read
from lessons.models import Class, LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

choice_valid = timedelta(hours=2)
PURPOSE = "choice"


def choose(request: HttpRequest, platform: LtiPlatform, message: Message) -> HttpResponse:
    """The page, for who teaches there. Raises RefusedError."""
    if message.role not in {"teacher", "assistant"}:
        raise RefusedError(LtiCode.CHOICE_ROLE)
    if RESOURCE_LINK not in message.accepts or not origin_of(message.return_url):
        raise RefusedError(LtiCode.CHOICE_KIND, detail=" ".join(message.accepts))
    language = translation.get_language() or "en"
    data = {
        "platform": platform.pk,
        "message": msgspec.to_builtins(message),
        "language": language,
    }
    context = {
        "ticket": seal(PURPOSE, data),
        "shelves": shelves_for(platform, message, language),
        "several": message.accepts_several,
        "known": identity_of(platform, message.subject) is not None,
    }
    return framed(render(request, "lessons/lti/choose.html", context), platform)


def user_of(platform: LtiPlatform, message: Message) -> User | None:
    found = identity_of(platform, message.subject)
    return found.user if found else None


def shelves_for(platform: LtiPlatform, message: Message, language: str) -> list[Shelf]:
    context = context_keep(platform, message)
    return shelves(user_of(platform, message), context, language)


@never_cache
@csrf_exempt  # no cookie is in a frame: the sealed ticket is what proves the launch
@require_POST
def chosen(request: HttpRequest) -> HttpResponseBase:
    """Brings the platform what was chosen; nothing, too, where nothing was."""
    try:
        platform, message, found = ticket_read(
            PURPOSE, request.POST.get("ticket", ""), choice_valid
        )
    except RefusedError as error:
        return refused(request, error.refusal)
    language = str(found["language"])
    with translation.override(language):
        wanted = set(request.POST.getlist("item"))
        every = [item for each in shelves_for(platform, message, language) for item in each.items]
        items = [each for each in every if each.target in wanted]
        if not message.accepts_several:
            items = items[:1]
        try:
            classes_connect(platform, message, items)
        except RefusedError as error:
            return refused(request, error.refusal, platform)
        return answered(request, platform, message, items)


def classes_connect(platform: LtiPlatform, message: Message, items: Collection[Item]) -> None:
    """Whoever links assignments of a class in the platform's course connects the two. Raises
    RefusedError where they are of several classes."""
    targets = [target_read(each.target) for each in items]
    numbers = {int(each.place) for each in targets if each and each.kind == "assignment"}
    context, user = context_keep(platform, message), user_of(platform, message)
    if not numbers or context is None or user is None:
        return
    if len(numbers) > 1:
        raise RefusedError(LtiCode.CHOICE_CLASSES)
    if context.in_class_id is None:
        class_connect(context=context, row=Class.objects.get(pk=numbers.pop()), by=user)


def answered(
    request: HttpRequest, platform: LtiPlatform, message: Message, items: Sequence[Item]
) -> HttpResponse:
    claims = response_claims(
        client_id=platform.client_id,
        issuer=platform.issuer,
        deployment=message.deployment,
        data=message.data,
        nonce=secrets.token_urlsafe(24),
        now=int(timezone.now().timestamp()),
        items=[item_json(each, launch_url(), lines=message.accepts_lines) for each in items],
    )
    context = {"to": message.return_url, "token": token_sign(claims), "items": items}
    response = render(request, "lessons/lti/chosen.html", context)
    return framed(response, platform, form_to=message.return_url)
