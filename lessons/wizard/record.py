"""A decision put on record: a report as markdown, to be kept beside the project it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from lessons.wizard.model import top
from lessons.wizard.record_texts import Phrases, Setting
from lessons.wizard.report import Against, Choice, Reason, Report, Row, Weakness

special = re.compile(r"([\\`*_\[\]<>#|])")


def record_markdown(
    report: Report, phrases: Phrases, setting: Setting, number: Callable[[float], str]
) -> str:
    """The record as CommonMark with tables. `number` writes a figure in the reader's language;
    sources that `setting` lacks are left out."""
    references = setting.references
    keys = [key for key in report.sources if key in references]
    writer = _Writer(phrases, {key: place for place, key in enumerate(keys, 1)}, number)
    parts = [
        f"# {plain(phrases.title)}",
        plain(phrases.made.format(course=setting.course))
        + (f" {plain(phrases.dated.format(date=setting.date))}" if setting.date else ""),
        f"## {plain(phrases.advice)}",
        *writer.advice(report),
        *([plain(phrases.decided)] if setting.decided else []),
        *writer.answers(report),
        *writer.ruled_out(report),
        *writer.body(report),
        *writer.measured(setting),
    ]
    if keys:
        entries = [
            f"{place}. {plain(reference.text)}" + (f" <{reference.url}>" if reference.url else "")
            for place, reference in enumerate((references[key] for key in keys), 1)
        ]
        parts += [f"## {plain(phrases.sources)}", "\n".join(entries)]
    parts.append(f"{plain(phrases.link)} <{setting.url}>")
    return "\n\n".join(parts) + "\n"


class _Writer:
    def __init__(
        self, phrases: Phrases, places: Mapping[str, int], number: Callable[[float], str]
    ) -> None:
        self.phrases = phrases
        self.places = places
        self.number = number

    def cite(self, sources: Sequence[str]) -> str:
        found = [str(self.places[key]) for key in sources if key in self.places]
        return f" \\[{', '.join(found)}\\]" if found else ""

    def share(self, choice: Choice) -> str:
        return f"{self.number(choice.share or 0)} %"

    def advice(self, report: Report) -> list[str]:
        phrases = self.phrases
        if not report.advice:
            return [
                plain(phrases.nothing),
                f"## {plain(phrases.relax)}",
                "\n".join(
                    f"- **{plain(way.choice.name)}**: "
                    + " ".join(plain(each.relax) for each in way.against)
                    for way in report.ways
                ),
            ]
        first, *others = report.advice
        lines = []
        if others:
            text = phrases.tied.format(
                names=" / ".join(each.name for each in report.advice),
                gap=self.number(report.spread),
                tie=self.number(report.tie),
            )
            lines.append(f"**{plain(text)}**")
        else:
            said = phrases.advised.format(name=first.name, share=self.share(first))
            lines.append(f"**{plain(said)}** {plain(first.summary)}")
        if runner_up := report.runner_up:
            text = phrases.runner_up.format(
                name=runner_up.name, share=self.share(runner_up), gap=self.number(report.gap)
            )
            lines.append(plain(text))
        if not report.any_answer:
            lines.append(plain(phrases.no_answer))
        return lines

    def ruled_out(self, report: Report) -> list[str]:
        phrases = self.phrases
        parts = []
        if report.excluded:
            lines = [
                f"- **{plain(each.choice.name)}**: " + " ".join(map(self.against, each.against))
                for each in report.excluded
            ]
            parts += [f"## {plain(phrases.ruled_out)}", "\n".join(lines)]
        if report.conditions:
            lines = [
                f"- **{plain(each.choice.name)}**: {plain(each.text)}{self.cite(each.sources)}"
                for each in report.conditions
            ]
            parts += [f"## {plain(phrases.conditions)}", "\n".join(lines)]
        return parts

    def against(self, against: Against) -> str:
        answer = against.answer
        said = self.phrases.because.format(question=answer.asked, answer=answer.text)
        return f"{plain(against.reason)} {plain(said)}{self.cite(against.sources)}"

    def body(self, report: Report) -> list[str]:
        phrases = self.phrases
        if not report.ranking:
            return []
        rows = [(each.name, self.share(each)) for each in report.ranking]
        parts = [
            f"## {plain(phrases.ranking)}",
            table((phrases.alternative, phrases.share), rows),
        ]
        for choice, reasons in zip(
            report.ranking, (report.reasons, report.reasons_second), strict=False
        ):
            if reasons:
                title = phrases.reasons.format(name=choice.name)
                parts += [f"## {plain(title)}", "\n".join(map(self.reason, reasons))]
        pairs = [(report.ranking[:2], report.weaknesses)]
        if report.weaknesses_second:
            pairs.append((report.ranking[1::-1], report.weaknesses_second))
        weak = [self.weakness(each, *pair) for pair, found in pairs for each in found]
        if weak:
            parts += [f"## {plain(phrases.trade_offs)}", "\n".join(weak)]
        turns = [self.turn(each.answer.asked, each.instead, each.advice) for each in report.turns]
        parts += [f"## {plain(phrases.turns)}", "\n".join(turns) or plain(phrases.firm)]
        parts += [f"## {plain(phrases.thresholds)}", self.thresholds(report)]
        head = [phrases.criterion, phrases.weight, *(each.name for each in report.choices)]
        scores = [
            [row.criterion, self.weight(row), *(str(cell.score) for cell in row.cells)]
            for row in report.table
        ]
        return [*parts, f"## {plain(phrases.scores)}", table(head, scores)]

    def weight(self, row: Row) -> str:
        return self.phrases.by_hand.format(weight=row.weight) if row.by_hand else str(row.weight)

    def thresholds(self, report: Report) -> str:
        lines = []
        for row in report.table:
            for each in row.thresholds:
                phrase = self.phrases.above if each.direction == "up" else self.phrases.below
                said = phrase.format(
                    criterion=row.criterion,
                    weight=self.weight(row),
                    at=self.number(each.at),
                    name=each.choice.name,
                )
                lines.append(f"- {plain(said)}")
        return "\n".join(lines) or plain(self.phrases.weights_firm)

    def measured(self, setting: Setting) -> list[str]:
        phrase = self.phrases.figure
        lines = [
            "- "
            + plain(
                phrase.format(
                    criterion=each.criterion,
                    name=each.name,
                    text=each.text,
                    measure=each.measure,
                    runs=each.runs,
                    on=each.on,
                    date=each.date,
                )
            )
            for each in setting.measured
        ]
        found = "\n".join(lines) or plain(self.phrases.unmeasured)
        return [f"## {plain(self.phrases.measured)}", found]

    def reason(self, reason: Reason) -> str:
        points = plain(self.phrases.points.format(points=self.number(reason.points)))
        return (
            f"- **{plain(reason.criterion)}** ({reason.score}/{top}, {points}): "
            f"{plain(reason.ground)}{self.cite(reason.sources)}"
        )

    def weakness(self, weakness: Weakness, first: Choice, second: Choice) -> str:
        said = self.phrases.against.format(
            name=first.name,
            other=second.name,
            score=weakness.score,
            other_score=weakness.other,
        )
        grounds = f"{plain(weakness.ground)} {plain(weakness.other_ground)}"
        cited = self.cite(weakness.sources)
        return f"- **{plain(weakness.criterion)}**: {plain(said)} {grounds}{cited}"

    def turn(self, question: str, answer: str, advice: Sequence[Choice]) -> str:
        if not advice:
            phrase = self.phrases.turn_nothing.format(question=question, answer=answer)
        else:
            names = " / ".join(each.name for each in advice)
            phrase = self.phrases.turn.format(question=question, answer=answer, advice=names)
        return f"- {plain(phrase)}"

    def answers(self, report: Report) -> list[str]:
        phrases = self.phrases
        rows = [
            (each.asked, each.text or (phrases.skipped if each.skipped else phrases.unanswered))
            for each in report.answered
        ]
        return (
            [f"## {plain(phrases.answers)}", table((phrases.question, phrases.answer), rows)]
            if rows
            else []
        )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell if cell == "---" else plain(cell) for cell in line) + " |"
        for line in lines
    )


def plain(text: str) -> str:
    """`text` on one line, with what markdown would read as markup escaped."""
    return special.sub(r"\\\1", " ".join(text.split()))
