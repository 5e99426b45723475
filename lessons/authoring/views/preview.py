"""Tells a browser that shows a preview whether it has changed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.authoring import preview


@require_safe
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    if not settings.COURSE_PREVIEW:
        raise Http404
    return JsonResponse({"version": preview.shown.version})
