"""What the wizard's templates are given: texts in the reader's language, addresses, sources."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons import selectors
from lessons.wizard.answers import Given, Stray, question_next, questions_asked
from lessons.wizard.model import Question, skip
from lessons.wizard.radar import Radar, axes_pick, radar_draw
from lessons.wizard.record import Phrases, Reference
from lessons.wizard.report import Report
from lessons.wizard.reporter import report_make
from lessons.wizard_selectors import Advisor

strays_shown = 5


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A source with its number in the list."""

    number: int
    key: str
    title: str
    stop: str  # after the title, which may have one
    authors: str
    year: int
    where: str
    url: str


def address(advisor: Advisor, page: str, answers: Mapping[str, str], **more: str) -> str:
    """The path of `page` (a URL name of this app) with `answers` and the revision."""
    query = urlencode([*answers.items(), *more.items(), ("revision", advisor.revision)])
    return f"{reverse(f'wizard:{page}', args=[advisor.course.slug])}?{query}"


def language_of(advisor: Advisor) -> str:
    """The language of the model's texts for this reader."""
    return selectors.content_language(advisor.course, get_language() or "")


def stray_messages(strays: tuple[Stray, ...]) -> list[str]:
    """What was left out of a query string, in words; the first few of it."""
    messages = []
    for stray in strays[:strays_shown]:
        name, answer = stray.question[:60], stray.answer[:60]
        if stray.kind == "question":
            messages.append(_("“{name}” is no question of this wizard.").format(name=name))
        elif stray.kind == "answer":
            messages.append(
                _("“{answer}” is no answer to “{name}”.").format(answer=answer, name=name)
            )
        else:
            messages.append(_("“{name}” was answered several times.").format(name=name))
    return messages


def question_context(
    advisor: Advisor, given: Given, wanted: Question | None = None
) -> dict[str, object] | None:
    """The page of one question: `wanted`, else the next one; None where all have been asked."""
    answers = given.answers
    asked = list(questions_asked(advisor.model, answers))
    question = wanted or question_next(advisor.model, answers)
    if question is None:
        return None
    if question not in asked:  # it was made irrelevant by other answers, and asked for by name
        asked = [each for each in advisor.model.questions if each in asked or each == question]
    position = asked.index(question)
    others = {name: answer for name, answer in answers.items() if name != question.id}
    before = asked[position - 1] if position else None
    language = language_of(advisor)
    text = advisor.model.text
    return {
        **frame(advisor, given, language),
        "question": {
            "id": question.id,
            "text": text(question.text, language),
            "help": text(question.help, language),
            "chosen": answers.get(question.id, ""),
            "answers": [
                {"id": each.id, "text": text(each.text, language)} for each in question.answers
            ],
            "lessons": lesson_links(advisor, question.lessons, language),
        },
        "number": position + 1,
        "count": len(asked),
        "hidden": [*others.items(), ("revision", advisor.revision)],
        "action": reverse("wizard:start", args=[advisor.course.slug]),
        "skip_url": address(advisor, "start", {**others, question.id: skip}),
        "back_url": address(advisor, "start", answers, question=before.id) if before else "",
        "so_far_url": address(advisor, "result", answers) if answers else "",
    }


def cases_context(advisor: Advisor) -> list[dict[str, str]]:
    """The personas as examples: a name, and where their advice is."""
    language = language_of(advisor)
    return [
        {
            "name": advisor.model.text(persona.name, language),
            "url": address(advisor, "result", persona.answers),
        }
        for persona in advisor.model.personas
    ]


def result_context(advisor: Advisor, given: Given) -> dict[str, object]:
    """The advice with all that it rests on."""
    language = language_of(advisor)
    report = report_make(advisor.model, given.answers, language)
    sources = sources_context(advisor, report)
    return {
        **frame(advisor, given, language),
        "report": report,
        "radar": radar_make(report),
        "sources": sources,
        "numbers": {source.key: source.number for source in sources},
        "lessons": lesson_links(advisor, report.lessons, language),
        "changes": {
            each.question: address(advisor, "start", given.answers, question=each.question)
            for each in report.answered
        },
        "continue_url": address(advisor, "start", given.answers) if report.open else "",
        "restart_url": reverse("wizard:start", args=[advisor.course.slug]),
        "markdown_url": address(advisor, "markdown", given.answers),
        "chart_url": address(advisor, "chart", given.answers),
        "today_url": f"{reverse('wizard:result', args=[advisor.course.slug])}"
        f"?{urlencode(list(given.answers.items()))}",
    }


def radar_make(report: Report) -> Radar | None:
    """The chart of the best two, on the criteria that weigh most."""
    return radar_draw(axes_pick(report.table), report.ranking[:2])


def frame(advisor: Advisor, given: Given, language: str) -> dict[str, object]:
    """What both pages show around their content."""
    return {
        "course": advisor.course,
        "course_title": advisor.course.title.get(language, advisor.course.slug),
        "language": language if language != get_language() else "",
        "change": advisor.change,
        "revision": advisor.revision,
        "strays": stray_messages(given.strays),
        "strays_more": max(0, len(given.strays) - strays_shown),
    }


def lesson_links(
    advisor: Advisor, slugs: tuple[str, ...], language: str
) -> list[dict[str, object]]:
    """Links to those of the lessons that the course has."""
    heads = [selectors.lesson_head(advisor.course, slug) for slug in slugs]
    return [
        {
            "url": reverse("lessons:lesson", args=[advisor.course.slug, head.slug]),
            "title": advisor.model.text(head.title, language),
            "minutes": head.minutes,
        }
        for head in heads
        if head
    ]


def sources_context(advisor: Advisor, report: Report) -> list[SourceView]:
    known = [key for key in report.sources if key in advisor.course.sources]
    found = []
    for place, key in enumerate(known, 1):
        source = advisor.course.sources[key]
        found.append(
            SourceView(
                number=place,
                key=key,
                title=source.title,
                stop="" if source.title.endswith((".", "?", "!")) else ".",
                authors=", ".join(source.authors),
                year=source.year,
                where=source.where,
                url=source.url,
            )
        )
    return found


def references_of(advisor: Advisor, report: Report) -> dict[str, Reference]:
    """The sources of a report as its record names them."""
    return {
        source.key: Reference(
            text=f"{source.authors} ({source.year}). {source.title}{source.stop}"
            f" {source.where}".rstrip(),
            url=source.url,
        )
        for source in sources_context(advisor, report)
    }


def figure(value: float) -> str:
    """A figure with at most one decimal, as the reader's language writes it."""
    return str(floatformat(value, -1))


def phrases() -> Phrases:
    """The words of a record in the active language."""
    return Phrases(
        title=_("What to choose: container or virtual machine"),
        made=_("Made with the wizard of the course “{course}”."),
        advice=_("Advice"),
        advised=_("{name}, with {share} of what could be reached."),
        tied=_(
            "{first} and {second} are tied: {gap} points apart, and less than {tie} tells nothing."
        ),
        runner_up=_("Next comes {name} with {share}, {gap} points behind."),
        nothing=_("Your answers rule out every alternative."),
        no_answer=_("No question has been answered: every criterion counts as its author set it."),
        relax=_("What to relax"),
        ruled_out=_("Ruled out"),
        because=_("You answered “{answer}” to “{question}”."),
        conditions=_("On condition"),
        ranking=_("Ranking"),
        alternative=_("Alternative"),
        share=_("Share"),
        reasons=_("What speaks for it: {name}"),
        points=_("{points} points"),
        trade_offs=_("Trade-offs"),
        against=_("{name} {score}, {other} {other_score}."),
        turns=_("What would turn the advice"),
        turn=_("“{answer}” to “{question}” gives: {advice}."),
        turn_nothing=_("“{answer}” to “{question}” rules out all that is left."),
        firm=_("No single change of an answer does."),
        scores=_("All scores"),
        criterion=_("Criterion"),
        weight=_("Weight"),
        answers=_("Your answers"),
        question=_("Question"),
        answer=_("Answer"),
        skipped=_("skipped"),
        unanswered=_("not answered"),
        sources=_("Sources"),
        link=_("The same advice on the web:"),
    )
