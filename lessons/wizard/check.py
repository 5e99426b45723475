"""Whether a decision model makes sense: names that exist, answers that matter, personas that hold.

Positions in the model are positions in the file, so that each problem gets its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from lessons.wizard.model import DecisionModel, Persona, skip
from lessons.wizard.reader import Notes
from lessons.wizard.recommend import recommend
from virtlearn.core.wording import instead, shown


def model_check(
    model: DecisionModel,
    notes: Notes,
    *,
    lessons: Mapping[str, Collection[str]] | None,
    sources: Collection[str] | None,
    labs: Collection[str] | None = None,
) -> None:
    """Notes what doesn't fit together. Personas are tried only on a model without holes."""
    for kind in ("alternatives", "vetoes", "criteria", "questions", "personas"):
        ids_check([each.id for each in getattr(model, kind)], notes, kind)
    if len(model.alternatives) < 2:
        notes.fail("there is nothing to decide with fewer than two alternatives", "alternatives")
    vetoes_check(model, notes)
    criteria_check(model, notes)
    questions_check(model, notes)
    if lessons is not None:
        lessons_check(model, notes, lessons)
        sections_check(model, notes, lessons)
    if sources is not None:
        sources_check(model, notes, sources)
    if labs is not None:
        measures_check(model, notes, labs)
    for index, persona in enumerate(model.personas):
        persona_check(model, persona, notes, index)


def ids_check(ids: Sequence[str], notes: Notes, *key: str | int) -> None:
    for index, each in enumerate(ids):
        if each in ids[:index]:
            notes.fail(f"the id `{each}` is there twice: give this one another", *key, index, "id")


def known(
    names: Iterable[str], among: Sequence[str], what: str, notes: Notes, *key: str | int
) -> None:
    """Notes each of `names` that is not `among` those that exist."""
    for name in names:
        if name not in among:
            notes.fail(f"`{shown(name)}` is no {what}: {instead(name, among)}", *key)


def vetoes_check(model: DecisionModel, notes: Notes) -> None:
    alternatives = [each.id for each in model.alternatives]
    used = {each for question in model.questions for a in question.answers for each in a.vetoes}
    for index, veto in enumerate(model.vetoes):
        key = ("vetoes", index)
        known(veto.rules_out, alternatives, "alternative", notes, *key, "rules_out")
        known(veto.conditions, alternatives, "alternative", notes, *key, "conditions")
        for alternative in sorted(set(veto.rules_out) & set(veto.conditions)):
            notes.report(
                f"{alternative} is ruled out and has a condition: take one away",
                *key,
                "conditions",
                alternative,
            )
        if veto.id not in used:
            notes.report(
                f"no answer has the veto {veto.id}: name it in one, or drop it", *key, "id"
            )


def criteria_check(model: DecisionModel, notes: Notes) -> None:
    used = {each for question in model.questions for a in question.answers for each in a.weights}
    for index, criterion in enumerate(model.criteria):
        if criterion.id not in used:
            notes.report(
                f"no answer sets the weight of {criterion.id}: set it in one, or drop it",
                "criteria",
                index,
                "id",
            )


def questions_check(model: DecisionModel, notes: Notes) -> None:
    criteria = [each.id for each in model.criteria]
    vetoes = [each.id for each in model.vetoes]
    for index, question in enumerate(model.questions):
        key = ("questions", index)
        ids_check([each.id for each in question.answers], notes, *key, "answers")
        if len(question.answers) == 1:
            notes.report("a question needs two answers or more", *key)
        if not any(each.vetoes or each.weights for each in question.answers):
            notes.report(f"no answer to {question.id} changes anything: give one a weight", *key)
        for position, answer in enumerate(question.answers):
            place = (*key, "answers", position)
            known(answer.vetoes, vetoes, "veto", notes, *place, "vetoes")
            for criterion in answer.weights:
                known([criterion], criteria, "criterion", notes, *place, "weights", criterion)


def lessons_check(model: DecisionModel, notes: Notes, lessons: Collection[str]) -> None:
    for index, question in enumerate(model.questions):
        for lesson in question.lessons:
            if lesson not in lessons:
                advice = instead(lesson, lessons)
                message = f"`{shown(lesson)}` is no lesson of the course: {advice}"
                notes.report(message, "questions", index, "lessons")


def sections_check(
    model: DecisionModel, notes: Notes, lessons: Mapping[str, Collection[str]]
) -> None:
    def check(section: str, *key: str | int) -> None:
        lesson, _hash, heading = section.partition("#")
        if section and lesson not in lessons:
            message = f"`{shown(lesson)}` is no lesson of the course: {instead(lesson, lessons)}"
            notes.report(message, *key, "section")
        elif section and heading not in lessons[lesson]:
            advice = instead(heading, lessons[lesson])
            message = f"lesson `{lesson}` has no section `#{shown(heading)}`: {advice}"
            notes.report(message, *key, "section")

    for index, criterion in enumerate(model.criteria):
        check(criterion.section, "criteria", index)
        for alternative, score in criterion.scores.items():
            check(score.section, "criteria", index, "scores", alternative)


def sources_check(model: DecisionModel, notes: Notes, sources: Collection[str]) -> None:
    def check(keys: Iterable[str], *key: str | int) -> None:
        for each in keys:
            if each not in sources:
                message = f"`{shown(each)}` is no key of sources.toml: add it there"
                notes.report(message, *key, "sources")

    for index, veto in enumerate(model.vetoes):
        check(veto.sources, "vetoes", index)
    for index, criterion in enumerate(model.criteria):
        check(criterion.sources, "criteria", index)
        for alternative, score in criterion.scores.items():
            check(score.sources, "criteria", index, "scores", alternative)


def measures_check(model: DecisionModel, notes: Notes, labs: Collection[str]) -> None:
    def check(measure: str, *key: str | int) -> None:
        lab = measure.partition("/")[0]
        if lab and lab not in labs:
            message = f"`{shown(lab)}` is no lab of the course: {instead(lab, labs)}"
            notes.report(message, *key, "measure")

    for index, criterion in enumerate(model.criteria):
        check(criterion.measure, "criteria", index)
        for alternative, score in criterion.scores.items():
            check(score.measure, "criteria", index, "scores", alternative)


def persona_check(model: DecisionModel, persona: Persona, notes: Notes, index: int) -> None:
    key = ("personas", index)
    sound = True
    for name, given in persona.answers.items():
        question = model.question(name)
        if question is None:
            advice = instead(name, [each.id for each in model.questions])
            notes.report(f"`{shown(name)}` is no question: {advice}", *key, "answers", name)
            sound = False
        elif given != skip and question.answer(given) is None:
            advice = instead(given, [each.id for each in question.answers])
            message = f"`{shown(given)}` is no answer to {name}: {advice}"
            notes.report(message, *key, "answers", name)
            sound = False
    alternatives = [each.id for each in model.alternatives]
    known(persona.winners, alternatives, "alternative", notes, *key, "winners")
    if sound and not notes.broken:
        winners_check(model, persona, notes, index)


def winners_check(model: DecisionModel, persona: Persona, notes: Notes, index: int) -> None:
    recommendation = recommend(model, persona.answers)
    if set(recommendation.advice) == set(persona.winners):
        return
    shares = ", ".join(
        f"{each.alternative} {each.share:.1f} %" for each in recommendation.standings[:3]
    )
    said = " and ".join(recommendation.advice) or "nothing"
    tied = " in a tie" if recommendation.tied else ""
    notes.report(
        f"{persona.id} expects {' and '.join(persona.winners)}, but the model advises {said}{tied}"
        f" ({shares or 'every alternative is ruled out'}): mend the weights, the scores"
        " or the expectation",
        "personas",
        index,
        "winners",
    )
