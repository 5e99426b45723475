"""What a certificate says as a signed badge, and which badges were withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.certificates.badge.credential import Badge, Issuer, credential_of
from lessons.certificates.badge.image import badge_svg
from lessons.certificates.badge.keys import credential_sign, issuer_did
from lessons.certificates.badge.status_list import (
    entry_of,
    list_credential,
    list_encode,
    numbers_of,
    place_of,
)
from lessons.certificates.transcript import Snapshot, Text
from lessons.models import Certificate
from virtlearn.core.site_address import site_host, site_url


def badge_make(certificate: Certificate, record: Snapshot, language: str) -> tuple[str, bytes]:
    """The badge of a certificate that holds, in `language`: its compact JWS, and the picture that
    carries it."""
    did = issuer_did(settings.SECRET_KEY)
    issuer = Issuer(did=did, name=f"VirtLearn, {site_host()}", url=site_url(settings.SITE_PATH))
    with translation.override(language):
        badge = badge_of(certificate, record, language)
        date = date_format(timezone.localtime(record.issued), "DATE_FORMAT")
    place, _index = place_of(certificate.pk)
    status = entry_of(certificate.pk, list_address(place))
    signed = credential_sign(credential_of(badge, issuer, status), settings.SECRET_KEY)
    return signed, badge_svg(signed, badge.course, badge.name, date)


def badge_of(certificate: Certificate, record: Snapshot, language: str) -> Badge:
    end = next((test for test in record.tests if test.kind == "end"), None)
    return Badge(
        address=site_url(reverse("lessons:certified", args=[certificate.token])),
        course=text_in(record.course, language),
        course_url=site_url(reverse("lessons:course", args=[certificate.course])),
        summary=_(
            "What its holder read, answered and did in this course, as this site counted it."
        ),
        language=language,
        name=record.name,
        issued=record.issued,
        counted=tuple(counted(record)),
        end_name=_("Test at the end"),
        end_percent=end.percent if end else None,
    )


def counted(record: Snapshot) -> Iterator[str]:
    """What the certificate counts, and by whose word; sentences in the language in force, as
    Markdown."""
    if record.in_class:
        yield _("Taken in the class “%(name)s”") % {"name": markdown_plain(record.in_class)}
    if record.lessons:
        yield _("%(read)s of %(count)s lessons read") % {
            "read": record.lessons_read,
            "count": record.lessons_in_course,
        }
    for test in record.tests:
        kind = _("Test at the end") if test.kind == "end" else _("Test before the course")
        share = _(
            "%(percent)s percent of the points, %(right)s of %(questions)s questions right"
        ) % {"percent": test.percent, "right": test.right, "questions": test.questions}
        yield f"{kind}: {share}"
    if record.labs:
        yield _("%(done)s of %(count)s labs done") % {
            "done": record.labs_done,
            "count": record.labs_in_course,
        }
    if reported := sum(lab.reported for lab in record.labs):
        yield ngettext(
            "%(reported)s task of them as reported by the learner's machine",
            "%(reported)s tasks of them as reported by the learner's machine",
            reported,
        ) % {"reported": reported}
    if record.figures:
        yield ngettext(
            "%(count)s figure measured in the learner's own machines",
            "%(count)s figures measured in the learner's own machines",
            len(record.figures),
        ) % {"count": len(record.figures)}


def markdown_plain(text: str) -> str:
    """Somebody's words, so that Markdown shows them as they are."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))


def text_in(texts: Text, language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def list_address(place: int) -> str:
    return site_url(reverse("lessons:badge_status", args=[place]))


def status_list_make(place: int) -> str | None:
    """The signed list `place` of what was withdrawn; None where there is none yet."""
    newest = Certificate.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None or place > place_of(newest)[0]:
        return None
    numbers = numbers_of(place)
    opened = Certificate.objects.filter(
        revoked_at=None, pk__gte=numbers.start, pk__lt=numbers.stop
    ).values_list("pk", flat=True)
    credential: dict[str, Any] = list_credential(
        list_encode(opened), list_address(place), issuer_did(settings.SECRET_KEY), timezone.now()
    )
    return credential_sign(credential, settings.SECRET_KEY)
