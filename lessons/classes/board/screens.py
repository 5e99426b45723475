"""Shows screens of a class's terminals on its board: of whom, to whom, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.translation import gettext

from labs.core.screen import Screen, columns, rows
from labs.models import LabSession, LabState
from labs.sharing.screens import screens_read, screens_want
from labs.sharing.selectors import visits_barring
from lessons.classes.access import ClassAccess
from lessons.classes.board.fragments import board_url, may_act
from lessons.classes.board.live import LiveBoard, State
from lessons.classes.board.selectors import BoardRow
from lessons.classes.screens.selectors import groups_show, member_shows

cards_most = 200
key_length = 12  # digits of the session's id: enough within one class


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A learner's lab, or a group's. `digest` is another one whenever its screens read otherwise,
    "" until there are any; `people` are the accounts of whom it shows something."""

    session: LabSession
    name: str
    digest: str
    people: frozenset[int]

    @property
    def key(self) -> str:
        return self.session.pk.hex[:key_length]


class Wall(msgspec.Struct, frozen=True, kw_only=True):
    """All that is shown, in order. `withheld` labs run and are not: nobody agreed to it. `beyond`
    are more than a page takes."""

    cards: Sequence[Card]
    withheld: int
    beyond: int

    @property
    def seen(self) -> str:
        """As a page that shows all of it says it (`seen_read`)."""
        return " ".join(f"{card.key}={card.digest}" for card in self.cards)

    def lacking(self, seen: str) -> tuple[Sequence[Card], Sequence[Card]]:
        """Those that a page has not, and of those that it has what changed."""
        shown = seen_read(seen)
        return (
            [card for card in self.cards if card.key not in shown],
            [card for card in self.cards if shown.get(card.key, card.digest) != card.digest],
        )


class ScreenView(msgspec.Struct, frozen=True, kw_only=True):
    """One terminal of a card; `part` says which part of it is shown, "" for all."""

    title: str
    part: str
    text: str


def may_see(found: ClassAccess) -> bool:
    """Who may look into the terminals, while the class runs."""
    return may_act(found) and not found.phase.is_over


def seen_read(text: str) -> Mapping[str, str]:
    """Digests by key; what is none of these is as a page that shows nothing."""
    return dict(part.split("=", 1) for part in text.split() if "=" in part)


def wall_of(found: ClassAccess, state: State) -> Wall:
    """Screens are wanted from now on for a while. Whoever may not be seen, or is not to be by this
    teacher, is not even asked for."""
    by_session: dict[UUID, list[BoardRow]] = {}
    for each in sorted(state.rows.values(), key=lambda each: each.row.name.casefold()):
        lab = each.row.lab
        if lab and lab.session.state == LabState.READY and lab.session.user_id != found.user.pk:
            by_session.setdefault(lab.session.pk, []).append(each.row)
    sessions = {pk: rows[0].lab.session for pk, rows in by_session.items() if rows[0].lab}
    allowed = sessions_allowed(found, sessions, by_session)
    kept = allowed[:cards_most]
    digests = screens_want(kept)
    return Wall(
        cards=[card_of(sessions[pk], by_session[pk], digests[pk]) for pk in kept],
        withheld=len(sessions) - len(allowed),
        beyond=len(allowed) - len(kept),
    )


def sessions_allowed(
    found: ClassAccess,
    sessions: Mapping[UUID, LabSession],
    by_session: Mapping[UUID, Sequence[BoardRow]],
) -> Sequence[UUID]:
    """Those of which all whom they show agree, and whose learner has not sent the reader out."""
    groups = groups_show(found.row, {each.group for each in sessions.values() if each.group})
    barring = visits_barring(found.user).filter(session__state=LabState.READY)
    barred = set(barring.values_list("session", flat=True))
    return [
        pk
        for pk, session in sessions.items()
        if pk not in barred
        and (
            session.group in groups
            if session.group
            else member_shows(found.row, by_session[pk][0].member)
        )
    ]


def card_of(session: LabSession, people: Sequence[BoardRow], digest: str) -> Card:
    row = people[0]
    return Card(
        session=session,
        name=", ".join(row.groups) if session.group and row.groups else row.name,
        digest=digest,
        people=frozenset(each.member.user_id for each in people if each.member.user_id),
    )


def cards_html(
    request: HttpRequest, found: ClassAccess, live: LiveBoard, cards: Sequence[Card]
) -> Sequence[str]:
    """Whole cards, with what their terminals showed last."""
    shown, template = shown_html(cards), get_template("lessons/classes/board/_screen.html")
    around = {
        "back": board_url(found.row, live.key.label, screens=True),
        "csrf_token": get_token(request),
    }
    return [
        template.render(
            {
                **around,
                "card": card,
                "title": card.session.title_in(live.key.language),
                "shown": shown[card.key],
            }
        )
        for card in cards
    ]


def shown_html(cards: Sequence[Card]) -> Mapping[str, str]:
    """By key, what their terminals showed last: the part of a card that changes."""
    screens = screens_read([card.session.pk for card in cards])
    template = get_template("lessons/classes/board/_screen_shown.html")
    return {
        card.key: template.render(
            {
                "card": card,
                "screens": [screen_view(each) for each in screens.get(card.session.pk, ())],
            }
        )
        for card in cards
    }


def seen_by(found: ClassAccess, cards: Iterable[Card]) -> set[tuple[int, str]]:
    """Whose screens the reader sees, and of which lab, for the log."""
    course = found.row.course.slug
    return {(person, f"{course}/{card.session.lab}") for card in cards for person in card.people}


def screen_view(screen: Screen) -> ScreenView:
    title = gettext("%(machine)s, terminal %(tab)d")
    part = ""
    if screen.lines > rows or screen.cols > columns:
        part = gettext("lines %(first)d–%(last)d of %(lines)d, %(shown)d of %(cols)d columns") % {
            "first": screen.top + 1,
            "last": min(screen.top + rows, screen.lines),
            "lines": screen.lines,
            "shown": min(columns, screen.cols),
            "cols": screen.cols,
        }
    return ScreenView(
        title=title % {"machine": screen.machine, "tab": screen.tab}, part=part, text=screen.text
    )
