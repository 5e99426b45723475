"""How many examples Hypothesis tries: all in the whole suite, a tenth in `make test-fast`."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("whole", deadline=None)  # the machine may be busy
settings.register_profile("fast", deadline=None, max_examples=10)
settings.load_profile("whole")


def examples(number: int) -> int:
    """`number` in the whole suite; with fewer, in the same proportion to other tests."""
    return max(1, number * settings().max_examples // 100)
