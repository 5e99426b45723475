"""Every field of every model is named once, and the database does what is said of it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from virtlearn.people.models import User
from virtlearn.people.privacy.registry import ModelPrivacy, Rule, declarations, model_privacy

every_model = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.managed and not model._meta.proxy
]


def fields_of(model: type[models.Model]) -> set[str]:
    return {each.name for each in [*model._meta.fields, *model._meta.many_to_many]}


def test_every_field_of_every_model_is_named_and_nothing_else() -> None:
    named = {each.model: set(each.fields) for each in declarations()}
    assert len(named) == len(declarations())
    assert named == {model._meta.label: fields_of(model) for model in every_model}, (
        "say in the app's privacy module what becomes of it: keep, pseudonymise, erase, export"
    )


def test_each_has_one_fate() -> None:
    for each in declarations():
        for name, rule in each.fields.items():
            fates = rule & ~Rule.EXPORT
            assert fates in {Rule.KEEP, Rule.PSEUDONYMISE, Rule.ERASE}, (each.model, name)


def test_what_is_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        model_privacy("people.User", erase="id", keep="id")
    with pytest.raises(KeyError):
        model_privacy("people.User", delete="id")


def owners(model: type[models.Model]) -> list[models.ForeignKey[models.Model, models.Model]]:
    """Its columns that lead to a person, or to a row that goes with one."""
    rows_go = {each.model_class for each in declarations() if each.rows_go}
    return [
        each
        for each in model._meta.fields
        if isinstance(each, models.ForeignKey)
        and (each.related_model is User or each.related_model in rows_go)
    ]


@pytest.mark.parametrize("declared", declarations(), ids=lambda each: each.model)
def test_the_database_does_what_is_said(declared: ModelPrivacy) -> None:
    """Rows that go do so by themselves with what they hang on; what stays forgets it."""
    for column in owners(declared.model_class):
        assert declared.person, f"{declared.model} has people's rows, and says not whose"
        on_delete = column.remote_field.on_delete
        if on_delete is models.CASCADE:
            assert declared.rows_go, f"{declared.model} goes with {column.name}"
        else:
            assert on_delete is models.SET_NULL
            assert Rule.ERASE in declared.fields[column.name]
    if declared.rows_go:  # with all of it
        assert all(Rule.ERASE in rule for rule in declared.fields.values())


def test_keys_and_secrets_are_not_handed_over() -> None:
    handed = {f"{each.model}.{name}" for each in declarations() for name in each.exported}
    assert not handed & {
        "people.User.password",
        "sessions.Session.session_data",
        "labs.Share.token",
        "labs.LabSession.scripts",
        "labs.LabSession.spec_json",
        "lessons.Attempt.given",
        "lessons.Attempt.seed",
    }
