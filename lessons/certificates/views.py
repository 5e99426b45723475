"""Pages of a learner's record, and of certificates that others can verify."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.certificates.badge.keys import issuer_did
from lessons.certificates.refusal import CertificateCode
from lessons.certificates.services import (
    Choice,
    certificate_issue,
    certificate_read,
    certificate_revoke,
    name_most,
)
from lessons.certificates.transcript import snapshot_of
from lessons.models import Certificate
from lessons.publishing import reader, selectors
from virtlearn.core.short_text import short_text
from virtlearn.core.site_address import site_url
from virtlearn.people.selectors import learner_of

parts = ("lessons", "points", "labs", "figures", "before", "end", "dates", "in_class")


@require_safe
def certificate(request: HttpRequest, course_slug: str) -> HttpResponse:
    """What was done until now, what may be shown of it, and what was issued."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    user = learner_of(request)
    issued = Certificate.objects.filter(user=user, course=course_slug) if user else []
    context = {
        "course": published.course,
        "language": selectors.content_language(published.course, get_language() or ""),
        "record": snapshot_of(user, published),
        "name": user.get_full_name() if user else "",
        "name_most": name_most,
        "issued": [
            (each, site_url(reverse("lessons:certified", args=[each.token])))
            for each in sorted(issued, key=lambda each: -each.pk)
        ],
    }
    return render(request, "lessons/certificate.html", context)


@require_POST
def issue(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    user = learner_of(request)
    name = short_text(request.POST.get("name", ""), name_most)
    choice = Choice(name=name, **{part: part in request.POST for part in parts})
    made = certificate_issue(user=user, published=published, choice=choice) if user else None
    if made is None:
        messages.warning(request, str(CertificateCode.NOTHING.refusal()))
        return redirect("lessons:certificate", course_slug)
    messages.success(request, _("The certificate is issued. Its address is in the list below."))
    return redirect(reverse("lessons:certificate", args=[course_slug]) + "#issued")


@require_POST
def revoke(request: HttpRequest, course_slug: str, certificate: int) -> HttpResponse:
    row = get_object_or_404(
        Certificate, pk=certificate, course=course_slug, user_id=getattr(request.user, "pk", None)
    )
    certificate_revoke(certificate=row)
    messages.success(request, _("The certificate is withdrawn. Its address says so now."))
    return redirect(reverse("lessons:certificate", args=[course_slug]) + "#issued")


@require_safe
def certified(request: HttpRequest, key: str) -> HttpResponse:
    """A certificate, by whoever has its address; 410 where it was withdrawn."""
    row = get_object_or_404(Certificate, token=key)
    record = None if row.revoked_at else certificate_read(row)
    published = selectors.course_current(row.course)
    context = {
        "certificate": row,
        "record": record,
        "language": get_language(),
        "course": published.course if published else None,
        "url": site_url(request.get_full_path()),
        "issuer": issuer_did(settings.SECRET_KEY),
    }
    status = 410 if row.revoked_at else 200
    response = render(request, "lessons/certified.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-cache"
    return response
