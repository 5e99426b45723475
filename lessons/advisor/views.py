"""The wizard: one question at a time, then advice. All answers are in the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails
from msgspec.structs import replace

from lessons.advisor import presenter as pages
from lessons.advisor import texts as words
from lessons.advisor.selectors import Advisor, advisor_get
from lessons.publishing import reader
from lessons.publishing.pin import Edition
from lessons.wizard.answers import Given, Stray, answers_read
from lessons.wizard.record import record_markdown
from lessons.wizard.reporter import report_make
from virtlearn.core.site_address import site_url
from virtlearn.people.selectors import learner_of

vary_on_htmx = vary_on_headers("HX-Request", "HX-History-Restore-Request")


@require_safe
@vary_on_htmx
def start(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The question named by `question`, else the next; after the last, on to the result."""
    advisor, given = read(request, course_slug)
    name = request.GET.get("question", "")
    wanted = advisor.model.question(name)
    if name and wanted is None:
        stray = Stray(kind="question", question=name)
        given = replace(given, strays=(*given.strays, stray))
    context = pages.question_context(advisor, given, wanted)
    if context is None:
        return redirect(pages.address(advisor, "result", given))
    if is_fragment(request):
        return render(request, "wizard/_question.html", {**context, "fragment": True})
    context["edition"] = edition_shown(request, advisor)
    if not given.query() and wanted is None:
        context["cases"] = pages.cases_context(advisor)
    return render(request, "wizard/start.html", context)


@require_safe
@vary_on_htmx
def result(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The advice for the answers given, be they all, some or none."""
    advisor, given = read(request, course_slug)
    context = pages.result_context(advisor, given, learner_of(request))
    if is_fragment(request):
        return render(request, "wizard/_result.html", {**context, "fragment": True})
    context["edition"] = edition_shown(request, advisor)
    return render(request, "wizard/result.html", context)


@require_safe
@vary_on_htmx
def weights(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Weights to set by hand; with `apply`, on to the result with those that differ.

    htmx asks with every move of a slider, and the address of the page goes along.
    """
    advisor, given = read(request, course_slug)
    if not given.strays:
        given = pages.weights_meant(advisor, given)
        if "apply" in request.GET:
            return redirect(pages.address(advisor, "result", given))
    context = pages.weights_context(advisor, given)
    if not is_fragment(request):
        return render(request, "wizard/weights.html", context)
    response = render(request, "wizard/_weights.html", context)
    response["HX-Replace-Url"] = pages.address(advisor, "weights", given)
    return response


@require_safe
def compare(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Two alternatives, `a` and `b`, side by side; the best two where none are named."""
    advisor, given = read(request, course_slug)
    wanted = request.GET.get("a", ""), request.GET.get("b", "")
    return render(request, "wizard/compare.html", pages.compare_context(advisor, given, *wanted))


@require_safe
def record(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The decision on one page, to print."""
    advisor, given = read(request, course_slug)
    context = pages.record_context(advisor, given, learner_of(request))
    context["share_url"] = site_url(pages.address(advisor, "result", given))
    return render(request, "wizard/record.html", context)


@require_safe
def markdown(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The advice as a file to keep."""
    advisor, given = read(request, course_slug)
    language = pages.language_of(advisor)
    report = report_make(advisor.model, given.answers, language, given.weights)
    url = site_url(pages.address(advisor, "result", given))
    setting = pages.setting_make(advisor, given, report, learner_of(request), url=url)
    text = record_markdown(report, words.phrases(), setting, words.figure)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    name = f"{advisor.course.slug}-{advisor.revision}.md"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def chart(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The radar chart alone, as an SVG image; 404 where there is nothing to draw."""
    advisor, given = read(request, course_slug)
    report = report_make(advisor.model, given.answers, pages.language_of(advisor), given.weights)
    radar = pages.radar_make(report)
    if radar is None:
        raise Http404
    context = {"radar": radar, "alone": True}
    return render(request, "wizard/_radar.svg", context, content_type="image/svg+xml")


def read(request: HttpRequest, course_slug: str) -> tuple[Advisor, Given]:
    """The model that the address means and the answers in it; 404 where there is no wizard."""
    advisor = advisor_get(course_slug, request.GET.get("revision", ""), learner_of(request))
    if advisor is None:
        raise Http404
    return advisor, answers_read(advisor.model, request.GET.lists())


def edition_shown(request: HttpRequest, advisor: Advisor) -> Edition | None:
    """What the page says of the reader's revision, where the model is of that one."""
    if advisor.change == "changed":
        return None
    return reader.edition_for(learner_of(request), advisor.course.slug)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx wants a part of the page; when it restores a page from history, it doesn't."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request
