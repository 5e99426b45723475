"""Where the log and the stream of a console meet."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from labs.engines.fake.engine import FakeEngine
from labs.lifecycle import services
from labs.terminal.django_backend import DjangoBackend, overlap_least, overlap_remove
from tests.labs.factory import lab_make
from virtlearn.people.models import User


def test_what_the_log_has_already_is_not_shown_twice() -> None:
    log = b"one\r\ntwo\r\n"
    assert overlap_remove(log, b"two\r\n") == b""
    assert overlap_remove(log, b"prompt$ ") == b"prompt$ "
    line = b"a line that is long enough\r\n"
    assert overlap_remove(log + line, line + b"prompt$ ") == b"prompt$ "


def test_a_coincidence_of_a_few_bytes_drops_nothing() -> None:
    assert overlap_remove(b"ends in n", b"next") == b"next"


@given(st.binary(), st.binary(min_size=overlap_least), st.binary())
def test_a_long_overlap_is_removed_at_least(before: bytes, both: bytes, after: bytes) -> None:
    rest = overlap_remove(before + both, both + after)
    assert after.endswith(rest)


@given(st.binary(), st.binary())
def test_nothing_is_added(log: bytes, early: bytes) -> None:
    assert early.endswith(overlap_remove(log, early))


@pytest.mark.django_db
def test_a_prompt_that_is_known_is_trusted_by_the_process_that_saw_the_machine_get_ready(
    engine: FakeEngine, settings: LazySettings, learner: User
) -> None:
    settings.LAB_PROVIDER = "tests.labs.provider"
    early = DjangoBackend()
    session = services.lab_session_start(user=learner, lab=lab_make())
    late = DjangoBackend()  # as after the death of the first: what that had shown nobody knows
    assert early.is_untouched(session)
    assert not late.is_untouched(session)
    session.prompt_ms = 20.0
    assert not early.is_untouched(session)
