"""What holds of every metric."""

from __future__ import annotations

import re

import pytest

from virtlearn.operation.metrics import declared

# What a label says is one of a few words.
labels_known = {
    *("route", "method", "status", "role", "machines", "way", "outcome", "cause", "reason"),
    *("asked", "kind", "error", "engine", "action", "version", "file", "place", "state"),
    "period",
}


def counted() -> list[tuple[str, str, tuple[str, ...]]]:
    made = {id(each): each for each in declared.registry._names_to_collectors.values()}
    return [(each._name, each._type, each._labelnames) for each in made.values()]  # type: ignore[attr-defined]


def test_every_metric_has_labels_and_they_are_known() -> None:
    """One without would count where nobody looks (see its module)."""
    assert len(counted()) > 10
    for name, _type, labels in counted():
        assert labels, name
        assert set(labels) <= labels_known, name
    for name, (_what, more) in declared.states.items():
        assert set(more) <= labels_known, name


def test_names_are_as_prometheus_wants_them() -> None:
    for name in declared.names():
        assert re.fullmatch(r"virtlearn(_[a-z]+)+", name), name


def test_names_cover_what_is_shown() -> None:
    declared.request_answered("home", "GET", 200, 0.01)
    with declared.terminal_open("learner"):
        gauge = declared.registry.get_sample_value("virtlearn_terminals_open", {"role": "learner"})
        assert gauge == 1
    shown = {
        sample.name
        for family in declared.registry.collect()
        for sample in family.samples
        if not sample.name.endswith("_created")
    }
    assert {"virtlearn_http_requests_total", "virtlearn_http_request_seconds_bucket"} <= shown
    assert shown <= declared.names()


@pytest.mark.parametrize(
    ("kinds", "label"), [(["vm"], "vm"), (["vm", "container", "vm"], "container+vm")]
)
def test_kinds_are_one_word(kinds: list[str], label: str) -> None:
    assert declared.kinds_label(kinds) == label


def test_a_terminal_that_breaks_off_is_closed() -> None:
    with pytest.raises(OSError, match="gone"), declared.terminal_open("visitor"):
        raise OSError("gone")
    assert declared.registry.get_sample_value("virtlearn_terminals_open", {"role": "visitor"}) == 0
