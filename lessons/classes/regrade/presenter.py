"""What the pages of regrading show: questions, who goes up and down, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lessons.assessment import question_bank
from lessons.assessment.presenter import QuestionView, question_view
from lessons.classes.grades.presenter import line_of
from lessons.classes.selectors import member_name
from lessons.models import Regrade, RegradedAttempt, RegradedTest
from lessons.publishing import selectors
from lessons.quizzes.attempt import Tried
from lessons.quizzes.registry import kind_of
from lessons.quizzes.regrading import Change, Mode, Unfit
from lessons.regrades.answers import Forms, Key, Line, Scope, differ
from lessons.regrades.selectors import Counts, Hidden, Pending, Plan, counts_of, newest
from virtlearn.people.models import User

unfit_words: Mapping[str, str | Promise] = {
    Unfit.LANGUAGE: gettext_lazy("it was answered in a language that the question no longer has"),
    Unfit.KIND: gettext_lazy("the question is of another kind now"),
    Unfit.SHAPE: gettext_lazy("the question has other fields now"),
    Unfit.NUMBERS: gettext_lazy("its numbers are drawn from others now"),
    Unfit.UNKNOWN: gettext_lazy("no revision says any more how it was asked"),
    Unfit.CHOICE: gettext_lazy("what was chosen is not among the choices any more"),
    Unfit.UNSEEN: gettext_lazy("what is right now was not offered then"),
    Unfit.UNREAD: gettext_lazy("the question cannot read this answer any more"),
}
change_words: Mapping[Change, str | Promise] = {
    Change.TEXT: gettext_lazy("Its words alone have changed since some of these answers."),
    Change.CHOICES: gettext_lazy("Its choices have changed since some of these answers."),
    Change.KEY: gettext_lazy("Its key has changed since some of these answers."),
    Change.SHAPE: gettext_lazy("Its fields have changed since some of these answers."),
    Change.KIND: gettext_lazy("It has become another question since some of these answers."),
}
mode_order = (Mode.HIGHER, Mode.REPLACE, Mode.FULL)


class QuestionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A question in a list: `asked` is how it begins, `lesson` its lesson's title."""

    key: Key
    asked: str
    lesson: str
    counts: Counts | None = None
    answers: int = 0


class ModeView(msgspec.Struct, frozen=True, kw_only=True):
    """What one way to count would do, in answers that count."""

    mode: Mode
    label: str
    counts: Counts
    checked: bool = False


class LearnerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: its points now and by the question as it is; `unfit` says why there are none."""

    name: str
    test: bool
    before: float
    after: float
    up: bool
    down: bool
    unfit: str
    counted: bool


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A regrade, in how many answers it raised and lowered, and whether it can be undone now."""

    row: Regrade
    title: QuestionLine
    up: int
    down: int
    undoable: bool


def question_line(scope: Scope, key: Key) -> QuestionLine:
    lesson, name = key
    head = selectors.lesson_head(scope.published.course, lesson)
    language = question_bank.language_of(scope.published)
    title = head.title.get(language, lesson) if head else lesson
    forms = scope.question(key)
    form = forms.get(language) or next(iter(forms.values()), None)
    return QuestionLine(key=key, asked=line_of(form, "") if form else name, lesson=title)


def pending_lines(scope: Scope, found: Sequence[Pending]) -> list[QuestionLine]:
    return [
        msgspec.structs.replace(question_line(scope, each.key), counts=each.counts)
        for each in found
    ]


def hidden_lines(scope: Scope, found: Sequence[Hidden]) -> list[QuestionLine]:
    return [
        msgspec.structs.replace(question_line(scope, each.key), answers=each.answers)
        for each in found
    ]


def mode_views(plan: Plan, chosen: str) -> list[ModeView]:
    lines = [each for each in plan.lines if each.counted]
    return [
        ModeView(
            mode=each,
            label=str(Regrade.Mode(each).label),
            counts=counts_of(lines, each),
            checked=each == chosen,
        )
        for each in mode_order
    ]


def learner_lines(plan: Plan, names: Mapping[int, str]) -> list[LearnerLine]:
    """Those whose points would be others, or who cannot be graded again; by name."""
    shown = [each for each in plan.lines if each.pending]
    found = [learner_line(each, names.get(each.user, "")) for each in shown]
    return sorted(found, key=lambda each: each.name.casefold())


def learner_line(line: Line, name: str) -> LearnerLine:
    after = line.after(Mode.REPLACE)
    other = differ(after, line.before)
    return LearnerLine(
        name=name,
        test=line.kind == "test",
        before=line.before,
        after=after,
        up=other and after > line.before,
        down=other and after < line.before,
        unfit=str(unfit_words.get(line.again.unfit or "", "")),
        counted=line.counted,
    )


def question_shown(scope: Scope, forms: Forms, dom: str) -> QuestionView | None:
    """The question with what is right, as one that is closed; where its numbers vary, with some."""
    language = question_bank.language_of(scope.published)
    form = forms.get(language) or next(iter(forms.values()), None)
    if form is None:
        return None
    once = msgspec.structs.replace(form, attempts=1, hints=())
    order = kind_of(once).shuffled(once)
    seen = Tried(number=1, answer=(), order=order, fraction=0, points=0, correct=False, seed="1")
    return question_view(once, attempts=(seen,), order=order, seed="1", dom=dom)


def names_of(scope: Scope, plan: Plan) -> Mapping[int, str]:
    """By account: as the class knows them, else their user names."""
    users = {each.user for each in plan.lines}
    if scope.in_class is not None:
        rows = scope.in_class.memberships.filter(user__in=users).select_related("user")
        return {each.user_id: member_name(each) for each in rows if each.user_id}
    return dict(User.objects.filter(pk__in=users).values_list("pk", "username"))


def done_views(scope: Scope, rows: Sequence[Regrade]) -> list[Done]:
    """The newest first."""
    numbers = [each.pk for each in rows]
    up, down = raised(numbers, Q(after__gt=F("before"))), raised(numbers, Q(after__lt=F("before")))
    lasts = {
        (each.lesson, each.question): newest(scope, (each.lesson, each.question)) for each in rows
    }
    return [
        Done(
            row=each,
            title=question_line(scope, (each.lesson, each.question)),
            up=up.get(each.pk, 0),
            down=down.get(each.pk, 0),
            undoable=(last := lasts[each.lesson, each.question]) is not None and last.pk == each.pk,
        )
        for each in rows
    ]


def raised(numbers: Sequence[int], which: Q) -> Mapping[int, int]:
    """By regrade, how many of its answers are `which`."""
    found: dict[int, int] = {}
    for model in (RegradedAttempt, RegradedTest):
        rows = model._default_manager.filter(which, regrade__in=numbers)
        for number, count in rows.values_list("regrade").annotate(count=Count("pk")):
            found[number] = found.get(number, 0) + count
    return found
