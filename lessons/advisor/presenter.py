"""Presents the wizard's pages: texts in the reader's language, and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from msgspec.structs import replace

from lessons.advisor.measurements import day, measured_by, measures_context
from lessons.advisor.selectors import Advisor
from lessons.advisor.sources import references_of, sources_context
from lessons.advisor.texts import stray_messages, strays_shown
from lessons.publishing import selectors
from lessons.wizard.answers import Given, questions_asked
from lessons.wizard.compare import compare, pair_pick
from lessons.wizard.model import Question, skip, top
from lessons.wizard.radar import Frame, Radar, axes_pick, narrow, radar_draw, wide
from lessons.wizard.recommend import answers_given, weights_of
from lessons.wizard.record_texts import Setting
from lessons.wizard.report import Report
from lessons.wizard.reporter import report_make
from lessons.wizard.settle import progress, question_next
from virtlearn.core.site_address import site_url
from virtlearn.people.models import User


def address(advisor: Advisor, page: str, given: Given, **more: str) -> str:
    """The path of `page` (a URL name of this app) with what was given and the revision."""
    query = urlencode([*given.query(), *more.items(), ("revision", advisor.revision)])
    return f"{reverse(f'wizard:{page}', args=[advisor.course.slug])}?{query}"


def language_of(advisor: Advisor) -> str:
    """The language of the model's texts for this reader."""
    return selectors.content_language(advisor.course, get_language() or "")


def question_context(
    advisor: Advisor, given: Given, wanted: Question | None = None
) -> dict[str, object] | None:
    """The page of one question: `wanted`, else the next one; None where all have been asked."""
    answers = given.answers
    question = wanted or question_next(advisor.model, given)
    if question is None:
        return None
    asked = [each.id for each in questions_asked(advisor.model, answers, given.weights)]
    position = asked.index(question.id) if question.id in answers else len(answers)
    count = len(asked) + (question.id not in asked)
    query = [*given.query(), ("revision", advisor.revision)]
    before = asked[position - 1] if position else None
    skipped = {**answers, question.id: skip}
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
        "count": count,
        "answered": len(answers),
        "left": count - len(answers),
        # Answers keep their order: the form sends what came before, its own, what came after.
        "hidden": query[:position],
        "hidden_after": [each for each in query[position:] if each[0] != question.id],
        "action": reverse("wizard:start", args=[advisor.course.slug]),
        "skip_url": address(advisor, "start", replace(given, answers=skipped)),
        "back_url": address(advisor, "start", given, question=before) if before else "",
        "so_far_url": address(advisor, "result", given) if answers else "",
    }


def cases_context(advisor: Advisor) -> list[dict[str, str]]:
    """The personas as examples: a name, and where their advice is."""
    language = language_of(advisor)
    return [
        {
            "name": advisor.model.text(persona.name, language),
            "url": address(advisor, "result", Given(answers=persona.answers)),
        }
        for persona in advisor.model.personas
    ]


def result_context(advisor: Advisor, given: Given, user: User | None) -> dict[str, object]:
    """The advice with all that it rests on, the figures of `user` beside it."""
    language = language_of(advisor)
    report = report_make(advisor.model, given.answers, language, given.weights)
    sources = sources_context(advisor, report.sources, language)
    return {
        **frame(advisor, given, language),
        "report": report,
        **picture_context(advisor, given, report),
        "sources": sources,
        "numbers": {source.key: source.number for source in sources},
        "lessons": lesson_links(advisor, report.lessons, language),
        **grounds_context(advisor, report, user, language),
        "decided": is_settled(advisor, given, report),
        "changes": {
            each.question: address(advisor, "start", given, question=each.question)
            for each in report.answered
        },
        "continue_url": address(advisor, "start", given) if report.open else "",
        "everything_url": address(advisor, "start", replace(given, everything=True)),
        "restart_url": reverse("wizard:start", args=[advisor.course.slug]),
        "markdown_url": address(advisor, "markdown", given),
        "weights_url": address(advisor, "weights", given),
        "compare_url": address(advisor, "compare", given),
        "record_url": address(advisor, "record", given),
        "today_url": f"{reverse('wizard:result', args=[advisor.course.slug])}"
        f"?{urlencode(given.query())}",
    }


def weights_context(advisor: Advisor, given: Given) -> dict[str, object]:
    """The page on which weights are set by hand."""
    language = language_of(advisor)
    unweighed = replace(given, weights={})
    resets = {
        name: address(advisor, "weights", replace(given, weights=without(given.weights, name)))
        for name in given.weights
    }
    report = report_make(advisor.model, given.answers, language, given.weights)
    return {
        **frame(advisor, given, language),
        **picture_context(advisor, given, report),
        "report": report,
        "action": reverse("wizard:weights", args=[advisor.course.slug]),
        "hidden": [*unweighed.query(), ("revision", advisor.revision)],
        "resets": resets,
        "abouts": ",".join(f"#about-{row.id}" for row in report.table),
        "reset_url": address(advisor, "weights", unweighed) if given.weights else "",
        "result_url": address(advisor, "result", given),
        "top": top,
        "scale": range(top + 1),
    }


def picture_context(advisor: Advisor, given: Given, report: Report) -> dict[str, object]:
    """The picture of an advice, and the address by which others see the same."""
    return {
        "radar": radar_make(report),
        "radar_narrow": radar_make(report, narrow),
        "chart_url": address(advisor, "chart", given),
        "share_url": site_url(address(advisor, "result", given)),
    }


def compare_context(advisor: Advisor, given: Given, first: str, second: str) -> dict[str, object]:
    """The page with two alternatives side by side."""
    language = language_of(advisor)
    report = report_make(advisor.model, given.answers, language, given.weights)
    first, second, strays = pair_pick(report, first, second)
    given = replace(given, strays=(*given.strays, *strays))
    compared = compare(advisor.model, given.answers, report, (first, second), language)
    return {
        **frame(advisor, given, language),
        "compared": compared,
        "choices": report.choices,
        "sources": sources_context(advisor, compared.sources, language),
        "action": reverse("wizard:compare", args=[advisor.course.slug]),
        "hidden": [*given.query(), ("revision", advisor.revision)],
        "swap_url": address(advisor, "compare", given, a=second, b=first),
        "result_url": address(advisor, "result", given),
    }


def weights_meant(advisor: Advisor, given: Given) -> Given:
    """What remains set by hand of weights that a form sent: those that answers would not give."""
    answered = weights_of(advisor.model, answers_given(advisor.model, given.answers))
    kept = {name: weight for name, weight in given.weights.items() if weight != answered[name]}
    return replace(given, weights=kept, strays=())


def without(weights: Mapping[str, int], name: str) -> dict[str, int]:
    return {each: weight for each, weight in weights.items() if each != name}


def grounds_context(
    advisor: Advisor, report: Report, user: User | None, language: str
) -> dict[str, object]:
    """What opened scores show beside their grounds."""
    return {
        "lessons_of": {
            row.id: lesson_links(advisor, row.lessons, language) for row in report.table
        },
        "sections": sections_context(advisor, report, language),
        "measures": measures_context(advisor, report, user, language),
    }


def sections_context(
    advisor: Advisor, report: Report, language: str
) -> dict[str, list[dict[str, object]]]:
    """By "lesson#heading", the links to where the course says what a ground says."""
    named = {cell.section for row in report.table for cell in row.cells if cell.section}
    found = {}
    for section in sorted(named):
        slug, _hash, heading = section.partition("#")
        links = lesson_links(advisor, (slug,), language)
        found[section] = [{**link, "url": f"{link['url']}#{heading}"} for link in links]
    return found


def record_context(advisor: Advisor, given: Given, user: User | None) -> dict[str, object]:
    """The record on one page."""
    language = language_of(advisor)
    report = report_make(advisor.model, given.answers, language, given.weights)
    return {
        **frame(advisor, given, language),
        "report": report,
        "setting": setting_make(advisor, given, report, user, url=""),
        "result_url": address(advisor, "result", given),
        "markdown_url": address(advisor, "markdown", given),
    }


def setting_make(
    advisor: Advisor, given: Given, report: Report, user: User | None, *, url: str
) -> Setting:
    """What a record says beside the report."""
    language = language_of(advisor)
    measures = measures_context(advisor, report, user, language)
    return Setting(
        course=advisor.model.text(advisor.course.title, language),
        url=url,
        references=references_of(advisor, report, language),
        date=day(timezone.now()),
        measured=measured_by(report, measures),
        decided=is_settled(advisor, given, report),
    )


def is_settled(advisor: Advisor, given: Given, report: Report) -> bool:
    """Whether there are questions left, none of which can change the first place."""
    return bool(report.open and report.ranking) and progress(advisor.model, given).decided


def radar_make(report: Report, frame: Frame = wide) -> Radar | None:
    """The chart of the best two, on the criteria that weigh most."""
    return radar_draw(axes_pick(report.table), report.ranking[:2], frame)


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
