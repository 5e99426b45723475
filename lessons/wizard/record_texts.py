"""What a record is given beside the report: the words around it, sources, the reader's figures."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.wizard.model import Frozen


class Phrases(Frozen, frozen=True):
    """The words around a report, in the reader's language. `{…}` stands for what is filled in."""

    title: str
    made: str  # {course}
    dated: str  # {date}
    decided: str
    advice: str
    advised: str  # {name} {share}
    tied: str  # {names} {gap} {tie}
    runner_up: str  # {name} {share} {gap}
    nothing: str
    no_answer: str
    relax: str
    ruled_out: str
    because: str  # {question} {answer}
    conditions: str
    ranking: str
    alternative: str
    share: str
    reasons: str  # {name}
    points: str  # {points}
    trade_offs: str
    against: str  # {name} {other} {score} {other_score}
    turns: str
    turn: str  # {question} {answer} {advice}
    turn_nothing: str  # {question} {answer}
    firm: str
    scores: str
    criterion: str
    weight: str
    by_hand: str  # {weight}
    thresholds: str
    above: str  # {criterion} {weight} {at} {name}
    below: str  # {criterion} {weight} {at} {name}
    weights_firm: str
    measured: str
    figure: str  # {criterion} {name} {text} {measure} {runs} {on} {date}
    unmeasured: str
    answers: str
    question: str
    answer: str
    skipped: str
    unanswered: str
    sources: str
    link: str


class Reference(Frozen, frozen=True):
    """A source as the record names it."""

    text: str
    url: str = ""


class Measured(Frozen, frozen=True):
    """A figure of the reader's own about a score; `on` is what it was measured on."""

    criterion: str
    name: str  # of the alternative
    text: str  # value and unit
    measure: str  # what the figure is called
    runs: str
    on: str
    date: str


class Setting(Frozen, frozen=True):
    """Where a report comes from: the course's title, an address that leads to the same report,
    and the sources by key. `decided` says that no open question can change the first place."""

    course: str
    url: str
    references: Mapping[str, Reference]
    date: str = ""
    measured: tuple[Measured, ...] = ()
    decided: bool = False
