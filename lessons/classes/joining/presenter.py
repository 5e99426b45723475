"""Presents a class's way in: its link, its code, and the link as a QR code."""

from __future__ import annotations

import msgspec
import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lessons.classes.joining.core import code_shown
from lessons.classes.joining.services import code_hindrance
from lessons.models import Class
from virtlearn.core.refusal import Refusal
from virtlearn.core.site_address import site_host, site_url


class JoinPanel(msgspec.Struct, frozen=True, kw_only=True):
    """What a projector shows; `closed` says why nobody gets in by it now."""

    code: str
    url: str
    host: str
    path: str  # of the page on which the code is typed
    closed: Refusal | None

    @staticmethod
    def of(row: Class) -> JoinPanel:
        hindrance = code_hindrance(row)
        return JoinPanel(
            code=code_shown(row.join_code),
            url=site_url(reverse("lessons:class_join", args=[row.join_code])),
            host=site_host(),
            path=reverse("lessons:class_code"),
            closed=hindrance.refusal() if hindrance else None,
        )


def qr_svg(url: str) -> SafeString:
    """As SVG without any style of its own: dark on light, whatever the page's colours."""
    code = segno.make(url, error="m", micro=False)
    svg = code.svg_inline(
        scale=8, border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr"
    )
    return mark_safe(svg)  # noqa: S308  # segno's own drawing; the address is not in it as text
