"""What a page or a document about a recommendation shows, in one language."""

from __future__ import annotations

from typing import Literal

from lessons.wizard.model import Frozen, Technology


class Choice(Frozen, frozen=True):
    """An alternative. `share` is its percentage, None where it is ruled out."""

    id: str
    name: str
    summary: str
    technology: Technology
    mark: int
    share: float | None = None
    advised: bool = False


class Answered(Frozen, frozen=True):
    """A question and what was answered to it; `text` is empty where nothing was."""

    question: str
    asked: str
    text: str = ""
    skipped: bool = False


class Against(Frozen, frozen=True):
    """One veto that stands, by which answer, and what would have to be given up."""

    veto: str
    reason: str
    relax: str
    answer: Answered
    sources: tuple[str, ...] = ()


class Excluded(Frozen, frozen=True):
    choice: Choice
    against: tuple[Against, ...]


class Condition(Frozen, frozen=True):
    choice: Choice
    text: str
    sources: tuple[str, ...] = ()


class Reason(Frozen, frozen=True):
    """What a criterion adds to a choice, in percentage points."""

    criterion: str
    weight: int
    score: int
    points: float
    ground: str
    sources: tuple[str, ...] = ()


class Weakness(Frozen, frozen=True):
    """Where a choice does worse than the other one: `score` below `other`."""

    criterion: str
    weight: int
    score: int
    other: int
    ground: str
    other_ground: str
    sources: tuple[str, ...] = ()


class Turn(Frozen, frozen=True):
    """One changed answer that turns the advice to `advice`; to nothing where that is empty."""

    answer: Answered  # as it is now
    instead: str
    advice: tuple[Choice, ...]


class Cell(Frozen, frozen=True):
    """A score; `measure` is "lab/key", what the reader can measure about it, `section`
    "lesson#heading", where the course explains it."""

    choice: Choice
    score: int
    ground: str
    sources: tuple[str, ...] = ()
    measure: str = ""
    section: str = ""


class Threshold(Frozen, frozen=True):
    """A weight beyond which (`direction`) the first place is `choice`'s, and how far off it is."""

    direction: Literal["down", "up"]
    at: float  # 0 to 5
    distance: float
    choice: Choice


class Row(Frozen, frozen=True):
    """A criterion with its weight, and a cell for each choice, in the order of the choices.

    `answered` is the weight that answers give it; `by_hand` says that `weight` is not that one's.
    `lessons` explain what is asked about it.
    """

    id: str
    criterion: str
    weight: int
    cells: tuple[Cell, ...]
    answered: int = 0
    by_hand: bool = False
    thresholds: tuple[Threshold, ...] = ()
    lessons: tuple[str, ...] = ()


class Report(Frozen, frozen=True):
    """`choices` are all alternatives, the best first and those ruled out last; `sources` are
    keys of the course's sources in the order in which the report first names them."""

    choices: tuple[Choice, ...]
    gap: float
    tie: float
    answered: tuple[Answered, ...]
    open: int  # questions worth asking that have neither answer nor skip
    excluded: tuple[Excluded, ...]
    conditions: tuple[Condition, ...]
    reasons: tuple[Reason, ...]  # for the first
    reasons_second: tuple[Reason, ...]  # for the second, in a tie
    weaknesses: tuple[Weakness, ...]  # of the first against the second
    weaknesses_second: tuple[Weakness, ...]  # of the second against the first, in a tie
    turns: tuple[Turn, ...]
    ways: tuple[Excluded, ...]  # what to relax, where every alternative is ruled out
    table: tuple[Row, ...]
    lessons: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def ranking(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.share is not None)

    @property
    def advice(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.choices if choice.advised)

    @property
    def spread(self) -> float:
        """Percentage points between the first and the last that is advised beside it."""
        shares = [choice.share or 0.0 for choice in self.advice]
        return max(shares) - min(shares) if shares else 0.0

    @property
    def runner_up(self) -> Choice | None:
        """The second, where it isn't advised beside the first."""
        return self.ranking[1] if len(self.ranking) > 1 and len(self.advice) == 1 else None

    @property
    def any_answer(self) -> bool:
        return any(each.text for each in self.answered) or any(row.by_hand for row in self.table)

    @property
    def by_hand(self) -> tuple[Row, ...]:
        """The criteria whose weight was set by hand."""
        return tuple(row for row in self.table if row.by_hand)

    @property
    def weights_turn(self) -> bool:
        """Whether a single weight, changed alone, can give the first place away."""
        return any(row.thresholds for row in self.table)
