"""Presents others in a learner's terminals for templates: names, modes, links, hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from labs.models import LabSession, LabState, Share, Visit
from labs.sharing import selectors
from labs.sharing.screens import screens_are_shown
from virtlearn.people.models import User

minutes_most = 120  # after which only hours are told


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is there, or was sent out. `typing`: they may type."""

    visit: int
    name: str
    role: str
    mode: str
    typing: bool
    group: bool = False  # of the group whose lab it is

    @property
    def key(self) -> str:
        """Of the button, so that the keyboard stays on it when the list is fetched anew."""
        return f"visit-{self.visit}"


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    share: int
    mode: str
    made: datetime


class ParticipantsView(msgspec.Struct, frozen=True, kw_only=True):
    """What `_people.html` shows to the learner. `said` is who sees the terminals, in a sentence.

    `link` is a link that was made just now, and is never shown again; `focus` names the part that
    an answer to a button is about: "there", "hand", "share" or "".
    """

    session: str
    group: bool  # the lab is a group's: nobody is sent out of it, and no link leads there
    there: Sequence[PersonView]
    said: str
    barred: Sequence[PersonView]
    links: Sequence[LinkView]
    hand: str  # since when it is up, in words; empty: it isn't
    note: str
    screens: bool  # a class's board shows the terminals' screens
    link: str = ""
    refused: str = ""
    focus: str = ""

    @property
    def visited(self) -> bool:
        """Whether somebody is there who can be sent out."""
        return any(not person.group for person in self.there)

    @property
    def key(self) -> str:
        """As the page's script writes what it was told, to fetch only what is new."""
        return " ".join(
            f"{person.visit}:{'type' if person.typing else 'watch'}" for person in self.there
        )


def participants_view(
    session: LabSession | None, *, link: str = "", refused: str = "", focus: str = ""
) -> ParticipantsView | None:
    """None while no lab runs: there is nothing to share and nowhere to look in."""
    if session is None or session.state != LabState.READY:
        return None
    there = [person_view(visit) for visit in selectors.people_there(session)]
    screens = screens_are_shown(session)
    said = [said_of(person) for person in there]
    if screens:
        said.append(gettext("Your class's board shows the screens of your terminals."))
    return ParticipantsView(
        session=str(session.pk),
        group=bool(session.group),
        there=there,
        said="; ".join(said),
        barred=[person_view(visit) for visit in selectors.people_barred(session)],
        links=[
            LinkView(share=share.pk, mode=share.get_mode_display(), made=share.created_at)
            for share in selectors.shares_open(session)
        ],
        hand=since(session.hand_raised_at) if session.hand_raised_at else "",
        note=session.hand_note,
        screens=screens,
        link=link,
        refused=refused,
        focus=focus,
    )


def person_view(visit: Visit) -> PersonView:
    typing = visit.mode == Share.Mode.TYPE
    return PersonView(
        visit=visit.pk,
        name=name_of(visit),
        role=role_label(visit),
        mode=mode_label(visit),
        typing=typing,
        group=visit.group,
    )


def mode_label(visit: Visit) -> str:
    if visit.group:
        return gettext("is here")
    typing = visit.mode == Share.Mode.TYPE
    return gettext("watches and may type") if typing else gettext("watches")


def role_label(visit: Visit) -> str:
    if visit.group:
        return gettext("group")
    return gettext("by link") if visit.share_id else gettext("instructor")


def said_of(person: PersonView) -> str:
    return gettext("%(name)s (%(role)s) %(mode)s") % {
        "name": person.name,
        "role": person.role,
        "mode": person.mode,
    }


def name_of(visit: Visit) -> str:
    """An account's own name; a guest's as they gave it; of a group as its class calls them."""
    if visit.group and visit.name:
        return visit.name
    if visit.user.is_guest:
        return visit.name or gettext("Guest")
    return visit.user.username


def learner_name(user: User) -> str:
    return gettext("a guest") if user.is_guest else user.username


def learner_mark(user: User) -> str:
    """As `learner_name`, for a page on which one guest has to be told from another."""
    if not user.is_guest:
        return user.username
    return gettext("guest %(mark)s") % {"mark": user.username[-4:]}


def since(moment: datetime) -> str:
    """How long ago, in whole minutes: a page that is fetched again seldom changes."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return gettext("less than a minute")
    if minutes < minutes_most:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def since_until(moment: datetime, now: datetime) -> datetime:
    """When `since` says something else of `moment` than it does now."""
    age = max(timedelta(), now - moment)
    step = timedelta(minutes=1) if age < timedelta(minutes=minutes_most) else timedelta(hours=1)
    return moment + (age // step + 1) * step
