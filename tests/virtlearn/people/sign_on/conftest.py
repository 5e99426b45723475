"""A provider that is set as the site's only one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.sign_on_provider import Peer


@pytest.fixture
def peer(db: None, settings: LazySettings) -> Iterator[Peer]:
    settings.OUTBOUND_NETWORKS = ["127.0.0.1"]
    found = Peer()
    settings.SSO = {"school": found.provider()}
    yield found
    found.close()
