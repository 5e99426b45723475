"""Downloads of badges, and the list of those that were withdrawn."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lessons.certificates.badge.services import badge_make, status_list_make
from lessons.certificates.services import certificate_read
from lessons.models import Certificate

media_type = "application/vc+jwt"  # W3C, Securing Verifiable Credentials using JOSE and COSE


@require_safe
def badge(request: HttpRequest, key: str) -> HttpResponse:
    """The badge of a certificate, by whoever has its address: a picture that carries the
    credential, or with `?form=jwt` the credential alone; `?language=` is one of the certificate's.
    """
    row = get_object_or_404(Certificate, token=key, revoked_at=None)
    record = certificate_read(row)
    if record is None:
        raise Http404
    wanted = request.GET.get("language") or get_language() or ""
    language = wanted if wanted in record.course else next(iter(record.course))
    signed, picture = badge_make(row, record, language)
    if request.GET.get("form") == "jwt":
        response = HttpResponse(signed, content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{row.course}-badge.jwt"'
    else:
        response = HttpResponse(picture, content_type="image/svg+xml")
        response["Content-Disposition"] = f'attachment; filename="{row.course}-badge.svg"'
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def badge_status(request: HttpRequest, place: int) -> HttpResponse:
    """Which certificates were withdrawn or are gone, as a signed list; open to all."""
    signed = status_list_make(place)
    if signed is None:
        raise Http404
    response = HttpResponse(signed, content_type=media_type)
    response["Cache-Control"] = "public, max-age=300"
    return response
