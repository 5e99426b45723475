"""Caches lesson pages by revision and language, with slots for what is the reader's own.

What a request still does is to ask for the reader's state (one statement) and to join bytes. A
question's fragment depends on its state alone, so the fragments are kept too.

Over 300 lines: the caches hang on one another. A question's fragment and its order are made from
the page that is kept, and all are emptied together.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import partial

import msgspec
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from labs.spec.definition import LabSpec
from lessons.assessment.presenter import QuestionView, question_view
from lessons.document import schema
from lessons.experiments import fragments as experiments_fragments
from lessons.experiments.covers import Covered
from lessons.format import slots
from lessons.notes.presenter import notes_slots
from lessons.progress import selectors as progress_selectors
from lessons.progress.labs import LabDone, LabProgress, lab_progress, tasks_done
from lessons.progress.mastery import Done, LessonWork
from lessons.publishing import reader, selectors
from lessons.publishing.links import links_resolve, resolver
from lessons.publishing.page_key import PageKey
from lessons.publishing.pin import Edition
from lessons.publishing.selectors import Published
from lessons.quizzes import variant
from lessons.quizzes.attempt import Tried
from lessons.quizzes.grading import number_next
from lessons.quizzes.registry import Question
from lessons.reading import state as reading_state
from lessons.reading.context import lesson_context, question_parts
from lessons.reading.drafts import Draft, drafts_of
from lessons.reading.resume_fragment import place_html
from lessons.reading.state import LessonState
from lessons.review.services import due_number
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of


class LessonPage(msgspec.Struct, frozen=True):
    """A lesson that can be shown: its place, its content, and the page with slots."""

    place: PageKey
    head: schema.LessonHead
    questions: Mapping[str, Question]
    labs: Mapping[str, LabSpec]
    claims: Mapping[str, schema.Claim]  # those that lead to a lab
    measures: tuple[str, ...]  # keys of the figures in the text
    sections: frozenset[str]  # ids of its headings
    slots: slots.Slots
    draws: Mapping[str, schema.Draw] = {}
    covers: tuple[Covered, ...] = ()  # what predictions cover


def lesson_page(published: Published, lesson_slug: str) -> LessonPage | None:
    """The page in the active language, from the cache or made now; None for no such lesson."""
    interface = get_language() or settings.LANGUAGE_CODE
    language = selectors.content_language(published.course, interface)
    if selectors.lesson_head(published.course, lesson_slug) is None:
        return None
    if selectors.lesson_get(published, lesson_slug, language) is None:
        return None  # a draft in a preview may lack a language
    return _lesson_page(
        PageKey(published.course.slug, published.digest, lesson_slug, language, interface)
    )


def lesson_fill(
    request: HttpRequest,
    page: LessonPage,
    given: Mapping[str, bytes] | None = None,
    *,
    experiments: Mapping[str, bytes] | None = None,
    notes: bytes | None = None,
) -> bytes:
    """`page` with what is the reader's own; `given` has questions that are filled already,
    `experiments` those of claims, `notes` the notes.
    """
    user = learner_of(request)
    state = reading_state.lesson_state(user, page.place.course, page.place.lesson)
    claims = claims_of(page, user, state)
    drafts = drafts_of(user, page.place.course, page.place.lesson, timezone.now())
    key = user.pk if user else 0
    edition = reader.edition_for(user, page.place.course)
    token = get_token(request).encode()

    def question(name: str) -> bytes:
        if given and name in given:
            return given[name]
        draft = drafts.of(name, number_next(state.attempts.get(name, ())))
        return question_fill(page, name, state, key, token, draft)

    def draw(name: str) -> bytes:
        picked = draw_questions(page, page.draws[name], state, key)
        return b"".join(map(question, picked))

    claims_fill = experiments_fragments.claims_filler(page, claims, token, experiments)

    def progress(_: str) -> bytes:
        return progress_slots(page.place, work_of(page, state)).fill(lambda *_: token)

    def lab(slug: str) -> bytes:
        if (spec := page.labs.get(slug)) is None:
            return b""
        done = lab_progress(spec, state.labs.get(slug, LabDone()))
        return lab_state(page.place.interface, done)

    contents: dict[str, Callable[[str], bytes]] = {
        "csrf": lambda _: token,
        "account": lambda _: account_nav(
            page.place.interface,
            user,
            due_number(user, state.due, state.reviewed),
            has_classes=state.classes,
        ),
        "messages": lambda _: messages_html(request),
        "question": question,
        "draw": draw,
        "progress": progress,
        "lab": lab,
        **{kind: partial(claims_fill, kind) for kind in ("experiment", "measure", "cover")},
        "notes": lambda _: notes or notes_slots(page.place, state.notes).fill(lambda *_: token),
        "calls": lambda _: class_notes_html(page.place) if state.classes else b"",
        "edition": lambda _: edition_html(page.place.interface, edition),
        "place": lambda _: place_html(page.place, state.place, bool(user)),
    }
    return page.slots.fill(lambda kind, argument: contents[kind](argument))


def claims_of(
    page: LessonPage, user: User | None, state: LessonState
) -> experiments_fragments.ClaimsState:
    return experiments_fragments.claims_state(
        user, page.place, page.claims, state.labs, measures=bool(page.measures)
    )


def work_of(page: LessonPage, state: LessonState) -> LessonWork:
    """How far the lesson is."""
    done = Done(
        read=state.read,
        answered=frozenset(state.attempts),
        tasks=tasks_done(state.labs),
        measured=state.measured,
    )
    return progress_selectors.lesson_work(page.head, page.labs, state.attempts, state.labs, done)


# --- fragments -----------------------------------------------------------------------------------


def question_fill(  # noqa: PLR0913, PLR0917
    page: LessonPage,
    question_id: str,
    state: LessonState,
    user: int,
    token: bytes,
    draft: Draft | None = None,
) -> bytes:
    """One question as it stands for the user of that key, 0 for a visitor."""
    attempts = state.attempts.get(question_id, ())
    hints = state.hints.get(question_id, 0)
    order = order_next(page.place, question_id, attempts, user)
    seed = seed_next(page.place, page.questions[question_id], user)
    filled = question_slots(page.place, question_id, attempts, hints, order, seed, draft)
    return filled.fill(lambda *_: token)


def seed_next(place: PageKey, question: Question, user: int) -> str:
    """What a learner's numbers are drawn by until there is an attempt; "" where none vary."""
    if not question.varying.formulas:
        return ""
    return variant.seed_of(place.course, place.lesson, question.id, user)


def draw_questions(
    page: LessonPage, draw: schema.Draw, state: LessonState, user: int
) -> tuple[str, ...]:
    """Which questions of a pool a learner gets: those that they have begun, and by chance."""
    begun = [name for name in draw.questions if name in state.attempts][: draw.count]
    others = [name for name in draw.questions if name not in begun]
    seed = variant.seed_of(page.place.course, page.place.lesson, draw.id, user)
    return (*begun, *variant.drawn(others, draw.count - len(begun), seed))


def order_next(
    place: PageKey, question_id: str, attempts: tuple[Tried, ...], user: int
) -> tuple[str, ...]:
    """The choices in the order of the next attempt: as they stood at the last one, and the same
    whenever this learner looks.
    """
    if attempts and variant.order_check(
        _lesson_page(place).questions[question_id], attempts[-1].order
    ):
        return attempts[-1].order
    return _order(place, question_id, user)


@functools.lru_cache(maxsize=16384)
def _order(place: PageKey, question_id: str, user: int) -> tuple[str, ...]:
    return variant.order(_lesson_page(place).questions[question_id], str(user))


@functools.lru_cache(maxsize=8192)
def question_slots(  # noqa: PLR0913, PLR0917
    place: PageKey,
    question_id: str,
    attempts: tuple[Tried, ...],
    hints: int,
    order: tuple[str, ...],
    seed: str = "",
    draft: Draft | None = None,
) -> slots.Slots:
    question = _lesson_page(place).questions[question_id]
    view = question_view(
        question,
        attempts=attempts,
        hints=hints,
        order=order,
        seed=seed,
        typed=draft.answer if draft else (),
        draft=draft.version if draft else None,
    )
    return slots.cut(question_html(place, view, slots.mark("csrf")))


def question_html(place: PageKey, view: QuestionView, csrf: str, fresh: str = "") -> str:
    """`_question.html`; `fresh` ("answer", "hint") moves the focus to what has just come."""
    context = {
        "question": view,
        "position": position_of(place, view.id),
        "place": place,
        "csrf_token": csrf,
        "token_cookie": settings.CSRF_COOKIE_NAME,
        "fresh": fresh,
    }
    html = render_to_string("lessons/_question.html", context).strip()
    return links_resolve(html, resolver(place.course, place.digest))


def position_of(place: PageKey, question_id: str) -> int:
    """Its number in the lesson, from 1; 0 for one that is drawn from a pool."""
    shown = [name for name, each in _lesson_page(place).questions.items() if not each.pool]
    return shown.index(question_id) + 1 if question_id in shown else 0


@functools.lru_cache(maxsize=1024)
def progress_slots(place: PageKey, work: LessonWork) -> slots.Slots:
    return slots.cut(progress_html(place, work, slots.mark("csrf")))


def progress_html(
    place: PageKey, work: LessonWork, csrf: str, *, outside: bool = False, fresh: bool = False
) -> str:
    """`_progress.html`; `outside` says to htmx that it comes along with something else, `fresh`
    moves the focus to what stands where the button was that was pressed."""
    context = {
        "work": work,
        "place": place,
        "csrf_token": csrf,
        "outside": outside,
        "fresh": fresh,
    }
    return render_to_string("lessons/_progress.html", context).strip()


@functools.lru_cache(maxsize=256)
def lab_state(interface: str, done: LabProgress) -> bytes:
    """The line of a lab's card that is the reader's own; kept by the active language."""
    return render_to_string("lessons/_lab_state.html", {"done": done}).strip().encode()


def account_nav(
    interface: str, user: User | None, due: int = 0, *, has_classes: bool = False
) -> bytes:
    """`due` is how many questions wait in the review; `has_classes`: of being in one."""
    if user is None:
        return _account_nav(interface, AccountView(None, False, False, False, ""), 0, False)
    view = AccountView(
        user.pk, bool(user.is_authenticated), user.is_instructor, user.is_head, user.username
    )
    return _account_nav(interface, view, due, has_classes or user.is_instructor)


class AccountView(msgspec.Struct, frozen=True):
    """What the account navigation reads of a user."""

    pk: int | None
    is_authenticated: bool
    is_instructor: bool
    is_head: bool
    username: str


@functools.lru_cache(maxsize=256)
def edition_html(interface: str, edition: Edition | None) -> bytes:
    """Whose revision the reader has, where it is their class's; kept by the active language."""
    if edition is None:
        return b""
    return render_to_string("lessons/_edition.html", {"edition": edition}).strip().encode()


@functools.lru_cache(maxsize=512)
def class_notes_html(place: PageKey) -> bytes:
    """Where messages to the reader's classes appear, for which the page asks by itself."""
    back = reverse("lessons:lesson", args=[place.course, place.lesson])
    context = {"notes": (), "back": back, "soon": True}
    return render_to_string("lessons/classes/notices/_notes.html", context).strip().encode()


@functools.lru_cache(maxsize=1024)
def _account_nav(_interface: str, user: AccountView, due: int, has_classes: bool) -> bytes:
    context = {
        "user": user,
        "registration_open": settings.ACCOUNT_ALLOW_REGISTRATION,
        "review_due": due,
        "has_classes": has_classes,
    }
    return render_to_string("_account_nav.html", context).encode()


def messages_html(request: HttpRequest) -> bytes:
    messages = list(get_messages(request))
    if not messages:
        return b""
    return render_to_string("_messages.html", {"messages": messages}).encode()


# --- the page ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=512)
def _lesson_page(place: PageKey) -> LessonPage:
    published = selectors.revision_course(place.course, place.digest)
    if published is None:
        raise LookupError(place)
    lesson = selectors.lesson_get(published, place.lesson, place.language)
    head = selectors.lesson_head(published.course, place.lesson)
    if lesson is None or head is None:
        raise LookupError(place)
    return page_make(place, published, lesson, head)


def page_make(  # noqa: PLR0913
    place: PageKey,
    published: Published,
    lesson: schema.Lesson,
    head: schema.LessonHead,
    *,
    resolve: Callable[[str], str] | None = None,
    template: str = "lessons/lesson.html",
) -> LessonPage:
    """A lesson's page by `template`; `resolve` says what links within the course lead to, if not
    to what is published."""
    context = lesson_context(place, published, lesson, head)
    rendered = render_to_string(template, context)
    resolve = resolve or resolver(place.course, place.digest)
    claims = experiments_fragments.claims_run(lesson, resolve)
    html, measures, covers = experiments_fragments.claims_cut(
        rendered, claims, lambda text: links_resolve(text, resolve)
    )
    return LessonPage(
        place,
        head,
        {part.question.id: part.question for part in question_parts(lesson)},
        {lab.slug: lab.spec for lab in published.course.labs},
        claims,
        measures,
        frozenset(heading.id for heading in lesson.headings),
        slots.cut(links_resolve(html, resolve)),
        {part.draw.id: part.draw for part in lesson.parts if isinstance(part, schema.DrawPart)},
        covers,
    )


def pages_forget() -> None:
    """Empties the caches: for a preview, where problems can change while a digest does not."""
    for cached in (_lesson_page, question_slots, progress_slots, _order):
        cached.cache_clear()
