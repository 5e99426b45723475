"""Makes a report: puts a recommendation and its sensitivity into one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lessons.wizard.answers import questions_asked
from lessons.wizard.model import Criterion, DecisionModel, Score, Text
from lessons.wizard.recommend import (
    Contrast,
    Exclusion,
    Part,
    Recommendation,
    answers_given,
    no_weights,
    reasons,
    recommend,
    trade_offs,
    weights_of,
)
from lessons.wizard.report import (
    Against,
    Answered,
    Cell,
    Choice,
    Condition,
    Excluded,
    Reason,
    Report,
    Row,
    Threshold,
    Turn,
    Weakness,
)
from lessons.wizard.sensitivity import flips, relaxations, weight_turns


def report_make(
    model: DecisionModel,
    answers: Mapping[str, str],
    language: str,
    weights: Mapping[str, int] = no_weights,
) -> Report:
    """Everything about the advice for `answers` and `weights` set by hand, in `language` or what
    comes nearest to it."""
    return _Writer(model, answers, language, weights).report()


class _Writer:
    def __init__(
        self,
        model: DecisionModel,
        answers: Mapping[str, str],
        language: str,
        weights: Mapping[str, int],
    ) -> None:
        self.model = model
        self.answers = answers
        self.language = language
        self.weights = weights
        self.answered_weights = weights_of(model, answers_given(model, answers))
        self.recommendation: Recommendation = recommend(model, answers, weights)
        self.choices = {choice.id: choice for choice in self.choices_made()}

    def text(self, text: Text) -> str:
        return self.model.text(text, self.language)

    def report(self) -> Report:
        recommendation = self.recommendation
        first, second = [*recommendation.standings[:2], None, None][:2]
        reasons_: tuple[Reason, ...] = ()
        reasons_second: tuple[Reason, ...] = ()
        weaknesses: tuple[Weakness, ...] = ()
        turned: tuple[Weakness, ...] = ()
        if first:
            reasons_ = self.reasons(first.alternative, reasons(recommendation))
        if first and second:
            pair = (first.alternative, second.alternative)
            weaknesses = tuple(self.weakness(each, *pair) for each in trade_offs(recommendation))
            if recommendation.tied:
                back = trade_offs(recommendation, turned=True)
                turned = tuple(self.weakness(each, *reversed(pair)) for each in back)
                carrying = reasons(recommendation, turned=True)
                reasons_second = self.reasons(second.alternative, carrying)
        excluded = tuple(
            self.excluded(alternative, against)
            for alternative, against in recommendation.excluded.items()
        )
        conditions = tuple(
            Condition(
                choice=self.choices[each.alternative],
                text=self.text(self.model.veto(each.veto).conditions[each.alternative]),
                sources=self.model.veto(each.veto).sources,
            )
            for each in recommendation.conditions
        )
        thresholds = self.thresholds()
        table = tuple(
            self.row(criterion, tuple(thresholds.get(criterion.id, ())))
            for criterion in self.model.criteria
        )
        asked = questions_asked(self.model, self.answers, self.weights)
        return Report(
            choices=tuple(self.choices.values()),
            gap=recommendation.gap,
            tie=self.model.tie,
            answered=tuple(self.answered(each.id) for each in asked),
            open=sum(each.id not in self.answers for each in asked),
            excluded=excluded,
            conditions=conditions,
            reasons=reasons_,
            reasons_second=reasons_second,
            weaknesses=weaknesses,
            weaknesses_second=turned,
            turns=self.turns(),
            ways=()
            if first
            else tuple(
                self.excluded(each.alternative, each.exclusions)
                for each in relaxations(self.model, self.answers)
            ),
            table=table,
            lessons=once(*(question.lessons for question in asked)),
            sources=once(
                *(against.sources for each in excluded for against in each.against),
                *(each.sources for each in conditions),
                *(each.sources for each in (*reasons_, *reasons_second)),
                *(each.sources for each in (*weaknesses, *turned)),
                *(cell.sources for row in table for cell in row.cells),
            ),
        )

    def choices_made(self) -> list[Choice]:
        shares = {each.alternative: each.share for each in self.recommendation.standings}
        order = [*shares, *self.recommendation.excluded]
        return [
            Choice(
                id=each.id,
                name=self.text(each.name),
                summary=self.text(each.summary),
                technology=each.technology,
                mark=each.mark,
                share=shares.get(each.id),
                advised=each.id in self.recommendation.advice,
            )
            for each in map(self.model.alternative, order)
        ]

    def answered(self, question_id: str) -> Answered:
        question = self.model.question(question_id)
        given = self.answers.get(question_id, "")
        answer = question.answer(given) if question else None
        return Answered(
            question=question_id,
            asked=self.text(question.text) if question else question_id,
            text=self.text(answer.text) if answer else "",
            skipped=bool(given) and answer is None,
        )

    def excluded(self, alternative: str, against: Iterable[Exclusion]) -> Excluded:
        stated = []
        for each in against:
            veto = self.model.veto(each.veto)
            stated.append(
                Against(
                    veto=self.text(veto.name),
                    reason=self.text(veto.reason),
                    relax=self.text(veto.relax),
                    answer=self.answered(each.question),
                    sources=veto.sources,
                )
            )
        return Excluded(choice=self.choices[alternative], against=tuple(stated))

    def score(self, criterion: str, alternative: str) -> tuple[Score, tuple[str, ...]]:
        """A score, and its own sources or else those of the criterion."""
        found = self.model.criterion(criterion)
        score = found.scores[alternative]
        return score, score.sources or found.sources

    def reasons(self, alternative: str, parts: Iterable[Part]) -> tuple[Reason, ...]:
        made = []
        for part in parts:
            score, sources = self.score(part.criterion, alternative)
            made.append(
                Reason(
                    criterion=self.text(self.model.criterion(part.criterion).name),
                    weight=part.weight,
                    score=part.score,
                    points=part.points,
                    ground=self.text(score.ground),
                    sources=sources,
                )
            )
        return tuple(made)

    def weakness(self, contrast: Contrast, first: str, second: str) -> Weakness:
        mine, my_sources = self.score(contrast.criterion, first)
        its, its_sources = self.score(contrast.criterion, second)
        return Weakness(
            criterion=self.text(self.model.criterion(contrast.criterion).name),
            weight=contrast.weight,
            score=contrast.score,
            other=contrast.other,
            ground=self.text(mine.ground),
            other_ground=self.text(its.ground),
            sources=once(my_sources, its_sources),
        )

    def turns(self) -> tuple[Turn, ...]:
        turns = []
        for flip in flips(self.model, self.answers, self.weights):
            question = self.model.question(flip.question)
            answer = question.answer(flip.answer) if question else None
            if answer is not None:
                turns.append(
                    Turn(
                        answer=self.answered(flip.question),
                        instead=self.text(answer.text),
                        advice=tuple(self.choices[each] for each in flip.advice),
                    )
                )
        return tuple(turns)

    def thresholds(self) -> dict[str, list[Threshold]]:
        found: dict[str, list[Threshold]] = {}
        for turn in weight_turns(self.model, self.answers, self.weights):
            weight = self.recommendation.weights[turn.criterion]
            found.setdefault(turn.criterion, []).append(
                Threshold(
                    direction=turn.direction,
                    at=float(turn.at),
                    distance=float(abs(turn.at - weight)),
                    choice=self.choices[turn.alternative],
                )
            )
        return found

    def row(self, criterion: Criterion, thresholds: tuple[Threshold, ...]) -> Row:
        cells = []
        for choice in self.choices.values():
            score, sources = self.score(criterion.id, choice.id)
            cells.append(
                Cell(
                    choice=choice,
                    score=score.score,
                    ground=self.text(score.ground),
                    sources=sources,
                    measure=score.measure or criterion.measure,
                    section=score.section or criterion.section,
                )
            )
        return Row(
            id=criterion.id,
            criterion=self.text(criterion.name),
            weight=self.recommendation.weights[criterion.id],
            cells=tuple(cells),
            answered=self.answered_weights[criterion.id],
            by_hand=criterion.id in self.weights,
            thresholds=thresholds,
            lessons=once(
                *(
                    question.lessons
                    for question in self.model.questions
                    if any(criterion.id in answer.weights for answer in question.answers)
                )
            ),
        )


def once(*groups: Iterable[str]) -> tuple[str, ...]:
    """All names of `groups` in their order, each only once."""
    return tuple(dict.fromkeys(name for names in groups for name in names))
