"""What is settled: which alternatives could still come first, and which question settles most.

An alternative is out of the race when another one surely beats it: one that no answer still to
come can rule out, and that stays ahead whatever is answered. How far ahead is a sum over criteria,
so that it splits into groups of open questions that share no criterion: each group is tried in
full, and the worst cases are added. That finds no race decided that isn't; some that is decided
may go unseen, since a rival that some answer could rule out beats nobody.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lessons.wizard.answers import Given, alive_after, matters, questions_asked
from lessons.wizard.model import Criterion, DecisionModel, Frozen, Question, skip
from lessons.wizard.recommend import answers_given, no_weights, weights_of

tries_most = 1000  # combinations of answers in a group; beyond it each criterion is on its own

Pair = tuple[str, str]
Leads = Mapping[Pair, float]  # (who may lose, rival) → the rival's least lead, in points


class Progress(Frozen, frozen=True):
    """`left` is how many questions could still matter; `decided` that none of them can change
    the first place."""

    answered: int
    left: int
    decided: bool


class Group(Frozen, frozen=True):
    """Open questions that have criteria in common, and those criteria."""

    questions: tuple[Question, ...]
    criteria: tuple[Criterion, ...]


class Race:
    """The alternatives that `answers` leave, and what open questions could do to them."""

    def __init__(
        self, model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int]
    ) -> None:
        self.model = model
        self.answers = answers
        self.weights = weights
        found = alive_after(model, answers)
        self.order = [each.id for each in model.alternatives]
        self.alive = [each for each in self.order if each in found]
        self.open = [each for each in model.questions if each.id not in answers]
        self.groups = self.grouped()
        self.leads = [self.leads_in(group, answers) for group in self.groups]
        grouped = {criterion.id for group in self.groups for criterion in group.criteria}
        counting = weights_of(model, answers_given(model, answers), weights)
        settled = [each for each in model.criteria if each.id not in grouped]
        self.base = self.pairs(
            {
                alternative: sum(
                    counting[each.id] * each.scores[alternative].score for each in settled
                )
                for alternative in self.alive
            }
        )

    def contenders(self) -> tuple[str, ...]:
        """Those that could still come first, in the model's order."""
        return self.unbeaten(self.alive, self.open, self.leads)

    def contenders_after(self, question: Question, answer: str) -> tuple[str, ...]:
        """Those that could, were `question` answered so."""
        answers = {**self.answers, question.id: answer}
        alive = [each for each in self.alive if each in alive_after(self.model, answers)]
        left = [each for each in self.open if each.id != question.id]
        leads = [
            self.leads_in(group, answers) if question in group.questions else leads
            for group, leads in zip(self.groups, self.leads, strict=True)
        ]
        return self.unbeaten(alive, left, leads)

    def safe(self, alternative: str, questions: Iterable[Question]) -> bool:
        """Whether no answer to `questions` can rule `alternative` out."""
        return not any(
            alternative in self.model.veto(veto).rules_out
            for question in questions
            for answer in question.answers
            for veto in answer.vetoes
        )

    def unbeaten(
        self, alive: Sequence[str], left: Sequence[Question], leads: Sequence[Leads]
    ) -> tuple[str, ...]:
        rivals = [each for each in alive if self.safe(each, left)]

        def beats(rival: str, other: str) -> bool:
            pair = (other, rival)
            lead = self.base[pair] + sum(each[pair] for each in leads)
            earlier = self.order.index(rival) < self.order.index(other)
            return lead > 0 or (lead == 0 and earlier)

        return tuple(
            each
            for each in alive
            if not any(beats(rival, each) for rival in rivals if rival != each)
        )

    def pairs(self, points: Mapping[str, int]) -> dict[Pair, float]:
        """How far each alternative's rival is ahead of it."""
        return {
            (one, rival): points[rival] - points[one]
            for one, rival in itertools.permutations(self.alive, 2)
        }

    def grouped(self) -> list[Group]:
        """The open questions, split where no criterion is common to two sides. Weights set by
        hand are nobody's to change."""
        groups: list[tuple[list[Question], set[str]]] = []
        for question in self.open:
            weighed = {name for answer in question.answers for name in answer.weights}
            weighed -= set(self.weights)
            inside = [each for each in groups if each[1] & weighed]
            groups = [each for each in groups if not each[1] & weighed]
            groups.append(
                (
                    [*(each for found in inside for each in found[0]), question],
                    weighed.union(*(found[1] for found in inside)),
                )
            )
        return [
            Group(
                questions=tuple(questions),
                criteria=tuple(each for each in self.model.criteria if each.id in names),
            )
            for questions, names in groups
        ]

    def leads_in(self, group: Group, answers: Mapping[str, str]) -> dict[Pair, float]:
        """Each rival's least lead by the group's criteria, over all answers that don't rule out
        who is behind; infinite where every one does."""
        left = [each for each in group.questions if each.id not in answers]
        if math.prod(len(each.answers) + 1 for each in left) > tries_most:
            return self.leads_apart(group, left, answers)
        least = dict.fromkeys(itertools.permutations(self.alive, 2), math.inf)
        for more in completions(left):
            given = answers_given(self.model, {**answers, **more})
            counting = weights_of(self.model, given, self.weights)
            alive = alive_after(self.model, more)
            points = {
                each: sum(counting[one.id] * one.scores[each].score for one in group.criteria)
                for each in self.alive
            }
            for pair, lead in self.pairs(points).items():
                if pair[0] in alive and lead < least[pair]:
                    least[pair] = lead
        return least

    def leads_apart(
        self, group: Group, left: Sequence[Question], answers: Mapping[str, str]
    ) -> dict[Pair, float]:
        """The same from below, as if each criterion's weight could be chosen by itself."""
        given = answers_given(self.model, answers)
        total = dict.fromkeys(itertools.permutations(self.alive, 2), 0.0)
        for criterion in group.criteria:
            possible = {weights_of(self.model, given, self.weights)[criterion.id]}
            for question in left:
                for answer in question.answers:
                    found = weights_of(self.model, [*given, (question, answer)], self.weights)
                    possible.add(found[criterion.id])
            for one, rival in total:
                ahead = criterion.scores[rival].score - criterion.scores[one].score
                total[one, rival] += min(weight * ahead for weight in possible)
        return total


def completions(questions: Sequence[Question]) -> Iterator[dict[str, str]]:
    """Every way to answer or skip `questions`."""
    names = [each.id for each in questions]
    choices = [(skip, *(answer.id for answer in each.answers)) for each in questions]
    for chosen in itertools.product(*choices):
        yield dict(zip(names, chosen, strict=True))


def contenders(
    model: DecisionModel, answers: Mapping[str, str], weights: Mapping[str, int] = no_weights
) -> tuple[str, ...]:
    """The alternatives that could still come first, in the model's order; what is not among them
    cannot, whatever is answered to the questions without answer or skip."""
    return Race(model, answers, weights).contenders()


def progress(model: DecisionModel, given: Given) -> Progress:
    """How far the questions have come."""
    race = Race(model, given.answers, given.weights)
    left = len(questions_asked(model, given.answers, given.weights)) - len(given.answers)
    return Progress(answered=len(given.answers), left=left, decided=is_decided(race))


def is_decided(race: Race) -> bool:
    """Whether the first place is one alternative's for good, or nobody's."""
    found = race.contenders()
    return not found or (len(found) == 1 and race.safe(found[0], race.open))


def question_next(model: DecisionModel, given: Given) -> Question | None:
    """The question to ask now: of those that could matter the one whose answers leave the fewest
    contenders on average, the first of equals. None where there is no such question, or where
    the first place is decided and not everything is to be asked."""
    race = Race(model, given.answers, given.weights)
    if not given.everything and is_decided(race):
        return None
    alive = set(race.alive)
    left = [each for each in race.open if matters(model, each, alive, given.weights)]

    def leaves(question: Question) -> float:
        counts = [len(race.contenders_after(question, each.id)) for each in question.answers]
        return sum(counts) / len(counts)

    return min(left, key=leaves, default=None)
