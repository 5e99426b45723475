"""Seals what the database keeps secret, by a key that comes of the installation's secret: a copy of
the database alone opens nothing."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def sealed_box(purpose: str) -> Fernet:
    """One for each purpose: what one has sealed, no other opens (`InvalidToken`)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"virtlearn {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
