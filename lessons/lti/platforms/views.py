"""The head's pages of learning platforms, and what platforms themselves ask for: keys and the
configuration of the tool."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.lti.core.names import DEEP_LINKING, scopes
from lessons.lti.keys import key_rotate, keys_published
from lessons.lti.platforms.forms import PlatformForm
from lessons.lti.platforms.services import platform_save
from lessons.models import LtiKey, LtiPlatform
from virtlearn.core.refusal import RefusedError
from virtlearn.core.site_address import site_url
from virtlearn.people.access import head_required
from virtlearn.people.models import User

fields = (
    "name",
    "issuer",
    "client_id",
    "auth_url",
    "token_url",
    "jwks_url",
    "token_audience",
    "origins",
    "teachers_teach",
    "active",
)


@require_safe
@cache_control(public=True, max_age=300)
def jwks(request: HttpRequest) -> JsonResponse:
    """The public keys by which this site signs."""
    return JsonResponse(keys_published())


@require_safe
@cache_control(public=True, max_age=300)
def config(request: HttpRequest) -> JsonResponse:
    """What Canvas reads where a developer key is made by an address; others take the same."""
    return JsonResponse(tool_config())


def tool_config() -> dict[str, Any]:
    launch = site_url(reverse("lti:launch"))
    return {
        "title": "VirtLearn",
        "description": "Courses, lessons and labs on machines of one's own",
        "oidc_initiation_url": site_url(reverse("lti:login")),
        "target_link_uri": launch,
        "public_jwk_url": site_url(reverse("lti:jwks")),
        "scopes": list(scopes),
        "custom_fields": {},
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "privacy_level": "name_only",
                "settings": {
                    "text": "VirtLearn",
                    "icon_url": site_url(static("img/icon.svg")),
                    "placements": [
                        {
                            "placement": placement,
                            "message_type": DEEP_LINKING,
                            "target_link_uri": launch,
                        }
                        for placement in ("assignment_selection", "link_selection")
                    ],
                },
            }
        ],
    }


@never_cache
@require_safe
@head_required
def platforms(request: HttpRequest) -> HttpResponse:
    context = {
        "platforms": LtiPlatform.objects.all(),
        "addresses": addresses(),
        "key": LtiKey.objects.first(),
        "https": settings.HTTPS,
    }
    return render(request, "lessons/lti/platforms.html", context)


def addresses() -> list[tuple[str, str]]:
    """What a platform's administrator writes down, as most of them call it."""
    return [
        (_("Tool URL, target link URI and redirect URI"), site_url(reverse("lti:launch"))),
        (_("Initiate login URL"), site_url(reverse("lti:login"))),
        (_("Public keyset URL"), site_url(reverse("lti:jwks"))),
        (_("Configuration as JSON (Canvas)"), site_url(reverse("lti:config"))),
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def platform_new(request: HttpRequest) -> HttpResponse:
    return edited(request, LtiPlatform(), {"active": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def platform(request: HttpRequest, platform: int) -> HttpResponse:
    row = get_object_or_404(LtiPlatform, pk=platform)
    initial = {name: getattr(row, name) for name in fields}
    initial["origins"] = "\n".join(row.origins.split())
    initial["deployments"] = "\n".join(each.deployment_id for each in row.deployments.all())
    return edited(request, row, initial)


def edited(request: HttpRequest, row: LtiPlatform, initial: dict[str, Any]) -> HttpResponse:
    form = PlatformForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        deployments = given.pop("deployments")
        by = cast(User, request.user)
        try:
            platform_save(platform=row, fields=given, deployments=deployments, by=by)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The platform is kept, and its keys were fetched."))
            return redirect("lessons:lti_platforms")
    context = {"form": form, "row": row, "addresses": addresses()}
    status = 422 if form.errors else 200
    return render(request, "lessons/lti/platform.html", context, status=status)


@require_POST
@head_required
def keys_renew(request: HttpRequest) -> HttpResponse:
    """A new key of ours; the old one stays published for two weeks."""
    key_rotate()
    messages.success(request, _("A new key signs from now on. Platforms fetch it by themselves."))
    return redirect("lessons:lti_platforms")
