"""Images of courses, under the digest of their content."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lessons.publishing import selectors
from virtlearn.core import csp

media_types = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}


@require_safe
def asset(request: HttpRequest, course_slug: str, digest: str, name: str) -> HttpResponse:
    media_type = media_types.get(name.rpartition(".")[2].lower())
    content = selectors.asset_content(course_slug, digest, name) if media_type else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # An SVG that is opened by itself is a document: it may do nothing.
    response[csp.header] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
