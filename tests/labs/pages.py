"""Addresses and texts of the pages of one lab, that of tests/labs/factory.py."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from labs.models import LabSession

place = ("containers-vs-kvm", "whose-kernel")


def url(name: str, session: LabSession, *more: object) -> str:
    """Of what is done to a session."""
    return reverse(f"labs:{name}", args=(*place, session.pk, *more))


def body(response: Any) -> str:
    """Its text, white space folded."""
    return re.sub(r"\s+", " ", response.content.decode())
