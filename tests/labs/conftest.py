"""Which engine the tests of labs use: a fake, well-behaved unless a test asks for another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from labs.engines.fake.engine import FakeEngine
from labs.engines.registry import engine_get, engine_load, engine_use, in_use
from labs.models import LabSession
from tests.labs.factory import start
from virtlearn.people.models import User

EngineUse = Callable[[str], FakeEngine]


@pytest.fixture
def use() -> Iterator[EngineUse]:
    """`use("fake-slow")` makes a fresh engine of that kind the one in use."""
    before = in_use["engine"]

    def choose(name: str) -> FakeEngine:
        engine_load.cache_clear()
        engine_use(name)
        engine = engine_get()
        assert isinstance(engine, FakeEngine)
        return engine

    yield choose
    engine_use(before)
    engine_load.cache_clear()


@pytest.fixture(autouse=True)
def _everybody_taught(settings: LazySettings) -> None:
    """An instructor of these tests teaches everybody; tests/lessons/classes has classes."""
    settings.LEARNERS_TAUGHT = "tests.labs.provider.everybody"


@pytest.fixture
def engine(use: EngineUse) -> FakeEngine:
    return use("fake")


@pytest.fixture
def provider(settings: LazySettings, engine: FakeEngine) -> None:
    """The labs of tests/labs/provider.py are the installation's."""
    settings.LAB_PROVIDER = "tests.labs.provider"


@pytest.fixture
def session(engine: FakeEngine, learner: User) -> LabSession:
    """The learner's, ready."""
    return start(learner)
