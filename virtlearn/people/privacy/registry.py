"""The registry of personal data: what becomes of every field of every model.

Each app declares its models in a module that settings.PRIVACY names. A field has one rule of three
for the day on which its person is erased: it is kept as it is, kept and pseudonymised, or erased;
and may be handed over to that person in an export. tests/virtlearn/people/privacy/ fails for a
field that no declaration names.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from enum import Flag, auto

import msgspec
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class Rule(Flag):
    KEEP = auto()  # nobody's, or it says nothing of a person
    PSEUDONYMISE = auto()  # kept, and leads to nobody any more
    ERASE = auto()
    EXPORT = auto()  # beside one of the others


class ModelPrivacy(msgspec.Struct, frozen=True, kw_only=True):
    """What a model's rows hold. `model` is its label; `person` leads from a row to the number of
    whose it is, and is empty for rows that are nobody's; `what` names the rows to people.
    """

    model: str
    fields: Mapping[str, Rule]
    person: str = ""
    what: str | Promise = ""

    @property
    def rows_go(self) -> bool:
        """Whether the rows go with their person; else only fields of them do, or none."""
        return Rule.ERASE in self.fields[self.model_class._meta.pk.name]

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, person: int) -> models.QuerySet[models.Model]:
        """Of one person; by the model's own order of making."""
        if not self.person:
            return self.model_class._base_manager.none()
        return self.model_class._base_manager.filter(**{self.person: person}).order_by("pk")

    @property
    def exported(self) -> Sequence[str]:
        return [name for name, rule in self.fields.items() if Rule.EXPORT in rule]


# The words by which declarations give rules.
rules = {
    "export": Rule.EXPORT | Rule.ERASE,
    "erase": Rule.ERASE,  # not handed over: a secret, an answer key, or it says nothing
    "keep": Rule.KEEP,
    "keep_export": Rule.EXPORT | Rule.KEEP,
    "pseudonymise": Rule.EXPORT | Rule.PSEUDONYMISE,
}


def model_privacy(
    model: str, *, person: str = "", what: str | Promise = "", **groups: str
) -> ModelPrivacy:
    """A declaration; `groups` has lists of fields, parted by blanks, under the words of `rules`."""
    fields: dict[str, Rule] = {}
    for word, names in groups.items():
        for name in names.split():
            if name in fields:
                raise ValueError(f"{model}.{name} is declared twice")
            fields[name] = rules[word]
    return ModelPrivacy(model=model, person=person, what=what, fields=fields)


@functools.cache
def declarations() -> Sequence[ModelPrivacy]:
    """Of all apps, in the order of settings.PRIVACY."""
    return [each for path in settings.PRIVACY for each in import_string(path)]
