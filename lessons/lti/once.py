"""What works once: sealed texts that leave the site and come back, and that they came.

A sealed text is signed by the installation, has a purpose and a time, and carries an id. Nothing is
written when one is made, so that asking for a login costs no row; what comes back is.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.models import LtiUsed
from virtlearn.core.sqlite_write_queue import writers

id_key = "jti"


class StaleError(Exception):
    """A sealed text was genuine, and its time is over."""


class ForgedError(Exception):
    """A text was not sealed here, or for another purpose."""


def seal(purpose: str, data: dict[str, Any]) -> str:
    return signing.dumps(
        {**data, id_key: secrets.token_urlsafe(16)}, salt=f"lti.{purpose}", compress=True
    )


def unseal(purpose: str, text: str, within: timedelta) -> dict[str, Any]:
    """Raises StaleError and ForgedError. It does not use the text up."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=f"lti.{purpose}", max_age=within)
    except signing.SignatureExpired as error:
        raise StaleError from error
    except (signing.BadSignature, ValueError) as error:
        raise ForgedError from error
    return found


def use_up(data: dict[str, Any], within: timedelta) -> bool:
    """Whether this is the first time that it is used; `within` is how long it could be."""
    now = timezone.now()
    digest = hashlib.sha256(str(data[id_key]).encode()).hexdigest()
    with writers.turn():
        LtiUsed.objects.filter(until__lt=now).delete()
        try:
            with transaction.atomic():
                # A clock may be set back a little meanwhile.
                LtiUsed.objects.create(digest=digest, until=now + 2 * within)
        except IntegrityError:
            return False
    return True
