"""The situations that a bare system can be in: who starts the site, and with which engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    NONE = "none"  # there is no engine, and none can be had
    ABSENT = "absent"  # none is there, but set-up may install one
    READY = "ready"  # one runs, and whoever starts the site may use it
    REFUSED = "refused"  # one runs, and the user is not in its group


@dataclass(frozen=True)
class Case:
    user: str  # an account inside the system
    engine: Engine

    @property
    def name(self) -> str:
        return f"{'root' if self.user == 'root' else 'user'}-{self.engine}"

    @property
    def home(self) -> str:
        return "/root" if self.user == "root" else f"/home/{self.user}"

    @property
    def builds(self) -> bool:
        """Whether the labs' images are to be built once the site serves pages."""
        return self.engine in {Engine.READY, Engine.ABSENT}

    @property
    def daemon(self) -> bool:
        """Whether a daemon is installed and started before `make run`."""
        return self.engine in {Engine.READY, Engine.REFUSED}


learner = "learner"
every = (
    Case(learner, Engine.NONE),
    Case("root", Engine.NONE),
    Case(learner, Engine.REFUSED),
    Case(learner, Engine.READY),
    Case("root", Engine.READY),
    Case("root", Engine.ABSENT),
)


def named(names: str) -> tuple[Case, ...]:
    """The cases of a list such as `user-none,root-ready`; all of them for an empty one.

    Raises ValueError with the names that there are.
    """
    by_name = {case.name: case for case in every}
    wanted = [name for name in names.replace(",", " ").split() if name]
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        raise ValueError(f"no case is called {', '.join(unknown)}; there are {', '.join(by_name)}")
    return tuple(by_name[name] for name in wanted) or every
