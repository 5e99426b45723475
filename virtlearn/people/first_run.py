"""The first head: whoever started VirtLearn proves it by a link that only they were shown."""

from __future__ import annotations

import hmac
from pathlib import Path

from django.conf import settings

from virtlearn.core.env import kept_secret
from virtlearn.people.selectors import head_exists


def token_path() -> Path:
    return Path(settings.VAR_DIR) / "first-run-token"


def first_run_token() -> str | None:
    """The token of the link; None once there is a head."""
    return None if head_exists() else kept_secret(token_path(), 24)


def token_accepts(token: str) -> bool:
    wanted = first_run_token()
    return wanted is not None and hmac.compare_digest(token.encode(), wanted.encode())


def token_end() -> None:
    token_path().unlink(missing_ok=True)
