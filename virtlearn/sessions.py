"""Sessions in the database, read quickly: every page asks for one.

Django's own engine spends a third of a millisecond on building the query and checking a signature.
A row here holds plain JSON: who can write to the table needs no forged row.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from virtlearn.rows import RowByKey
from virtlearn.turns import writers

rows = RowByKey(Session, "")


class SessionStore(db.SessionStore):
    """`django.contrib.sessions.backends.db` with a statement that is compiled once."""

    expires = 0.0  # seconds since 1970; 0 before it was read

    def _get_session_from_db(self) -> Session | None:
        session = rows.get(self.session_key)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        self.expires = session.expire_date.timestamp()
        return session

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:  # comes back with a key
            super().save(must_create)
            return
        with writers.turn():
            super().save(must_create)

    def _get_new_session_key(self) -> str:
        """Without a look whether it is taken: `create` inserts, and tries another where it is."""
        return get_random_string(32, VALID_KEY_CHARS)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return json.dumps(session_dict, separators=(",", ":"))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            data = json.loads(session_data)
        except ValueError:  # written by another engine: as good as none
            return {}
        return data if isinstance(data, dict) else {}
