"""Search through a course, as one types or by a form."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, gettext, override
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lessons.document import schema
from lessons.publishing import reader, selectors
from lessons.publishing.links import resolver
from lessons.publishing.selectors import Published
from lessons.search.entries import Entry
from lessons.search.index import Hit, Index
from lessons.search.selectors import answer_to, search_index
from lessons.search.snippet import marked, snippet
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.selectors import learner_of

query_most = 200  # letters
shown_most = 50
groups = {
    "lessons": ("lesson", "section"),
    "glossary": ("term",),
    "questions": ("question",),
    "labs": ("lab",),
}


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def search(request: HtmxRequest, course_slug: str) -> HttpResponse:
    """Everything that has the words of `q`; of one group alone with `in`."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    language = selectors.content_language(published.course, get_language() or "")
    query = " ".join(request.GET.get("q", "").split())[:query_most]
    group = request.GET.get("in", "")
    context = {
        "course": published.course,
        "language": language,
        "query": query,
        "group": group if group in groups else "",
        **results_context(published, language, query, group),
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    template = "lessons/_search_results.html" if fragment else "lessons/search.html"
    return render(request, template, context)


def results_context(
    published: Published, language: str, query: str, group: str
) -> dict[str, object]:
    index = index_of(published, language)
    hits = index.search(query)
    answer = answer_to(published.course, index, query) if group not in groups else None
    counts = {name: sum(hit.entry.kind in kinds for hit in hits) for name, kinds in groups.items()}
    if group in groups:
        hits = [hit for hit in hits if hit.entry.kind in groups[group]]
    return {
        "answer": answer and answer_view(published, answer, language),
        "results": [result(hit, published.course.slug) for hit in hits[:shown_most]],
        "found": len(hits),
        "total": sum(counts.values()),
        "counts": [(name, count) for name, count in counts.items() if count],
        "suggestion": "" if hits else index.suggest(query),
        "others": others(published, language, query) if query else [],
    }


def index_of(published: Published, language: str) -> Index:
    return search_index(published.course.slug, published.digest, language)


def result(hit: Hit, course_slug: str) -> dict[str, object]:
    entry = hit.entry
    return {
        "kind": entry.kind,
        "url": entry_url(entry, course_slug),
        "title": marked(entry.title, hit.stems),
        "above": entry.above,
        # A question's title is its text, unless that is longer.
        "snippet": () if entry.title == entry.text else snippet(entry.text, hit.stems),
    }


def answer_view(published: Published, answer: schema.Answer, language: str) -> Mapping[str, object]:
    resolve = resolver(published.course.slug, published.digest)
    return {
        "title": answer.title.get(language, ""),
        "text": answer.text.get(language, ""),
        "links": [
            {"url": resolve(link), "title": link_title(published, link, language)}
            for link in answer.links
        ],
    }


def link_title(published: Published, link: str, language: str) -> str:
    """What `link`, as `schema.Answer` has it, leads to: a section by its own title."""
    path, _sharp, anchor = link.partition("#")
    kind, _slash, slug = path.partition("/")
    if kind == "wizard":
        return gettext("Wizard")
    if kind == "lab":
        guide = selectors.guide_get(published, slug, language)
        return gettext("Lab: %(title)s") % {"title": guide.title if guide else slug}
    lesson = selectors.lesson_get(published, slug, language)
    headings = {each.id: each.title for each in lesson.headings} if lesson else {}
    return headings.get(anchor) or (lesson.title if lesson else slug)


def entry_url(entry: Entry, course_slug: str) -> str:
    if entry.kind == "term":
        url = reverse("lessons:glossary", args=[course_slug])
    elif entry.kind == "lab":
        url = reverse("labs:lab", args=[course_slug, entry.page])
    else:
        url = reverse("lessons:lesson", args=[course_slug, entry.page])
    return f"{url}#{entry.anchor}" if entry.anchor else url


def others(published: Published, language: str, query: str) -> list[dict[str, object]]:
    """How much the course's other languages have of it, and where."""
    found = []
    for code in published.course.languages:
        if code == language or code not in dict(settings.LANGUAGES):
            continue
        hits = index_of(published, code).search(query)
        if hits:
            with override(code):
                url = reverse("lessons:search", args=[published.course.slug])
            name = get_language_info(code)["name_translated"]
            address = f"{url}?{urlencode({'q': query})}"
            found.append({"code": code, "name": name, "count": len(hits), "url": address})
    return found
