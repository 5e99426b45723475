"""Keeps sessions in the database under digests of their keys.

A key is what a browser's cookie has; whoever reads a copy of the database must not be able to use
one. Keys are random and long, so that a plain digest is enough.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

LENGTH = 40  # of Django's column: 160 bits as hexadecimal digits


def session_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:LENGTH]


class SessionStore(DatabaseStore):
    """Django's, with digests where it has keys. Its `session_key` is the key, as ever."""

    def _get_session_from_db(self) -> Session | None:
        found = None
        if key := self.session_key:
            rows = Session.objects.filter(expire_date__gt=timezone.now())
            found = rows.filter(session_key=session_digest(key)).first()
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Session | None:
        found = None
        if key := self.session_key:
            rows = Session.objects.filter(expire_date__gt=timezone.now())
            found = await rows.filter(session_key=session_digest(key)).afirst()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(session_digest(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(session_digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = session_digest(row.session_key)
        return row

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = await super().acreate_model_instance(data)
        row.session_key = session_digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(session_digest(key))

    async def adelete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            await super().adelete(session_digest(key))
