"""Translated texts around the wizard's own."""

from __future__ import annotations

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from lessons.advisor.refusal import WizardCode
from lessons.wizard.answers import Stray
from lessons.wizard.record_texts import Phrases

strays_shown = 5


def stray_messages(strays: tuple[Stray, ...]) -> list[str]:
    """What was left out of a query string, in words; the first few of it."""
    return [
        str(
            WizardCode[stray.kind.upper()].refusal(
                name=stray.question[:60], answer=stray.answer[:60]
            )
        )
        for stray in strays[:strays_shown]
    ]


def figure(value: float) -> str:
    """A figure with at most one decimal, as the reader's language writes it."""
    return str(floatformat(value, -1))


def phrases() -> Phrases:
    """The words of a record in the active language."""
    return Phrases(
        title=_("What to choose: container or virtual machine"),
        made=_("Made with the wizard of the course “{course}”."),
        dated=_("Date: {date}."),
        decided=_(
            "Nothing that is left to ask can change the first place."
            " It can still change the shares, and who comes after."
        ),
        advice=_("Advice"),
        advised=_("{name}, with {share} of what could be reached."),
        tied=_("A tie: {names}. They lie within {gap} points, and less than {tie} tells nothing."),
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
        by_hand=_("{weight}, set by hand"),
        thresholds=_("How far each weight is from turning it"),
        above=_("{criterion} (weight {weight}): above {at}, {name} comes first."),
        below=_("{criterion} (weight {weight}): below {at}, {name} comes first."),
        weights_firm=_("No change of a single weight does it."),
        measured=_("What you have measured"),
        figure=_("{criterion}, {name}: {text} ({measure}; {runs}; {on}; {date})"),
        unmeasured=_("Nothing yet that these scores are about."),
        answers=_("Your answers"),
        question=_("Question"),
        answer=_("Answer"),
        skipped=_("skipped"),
        unanswered=_("not answered"),
        sources=_("Sources"),
        link=_("The same advice on the web:"),
    )
