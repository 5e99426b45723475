"""How the packages depend on each other: no circles, few floors, and one direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter

import grimp
import pytest

apps = ("virtlearn", "lessons", "labs")
Graph = Mapping[str, frozenset[str]]  # who imports whom, of the project's own modules

# What of virtlearn knows the apps, beside urls, and settings by name; and why.
knows_apps = {
    "virtlearn.operation.container_health": "the keeper's container asks how the keeper is",
    "virtlearn.asgi": "joins the terminals' application with Django's",
    "virtlearn.views": "/healthz tells how labs are",
}


@pytest.fixture(scope="module")
def modules() -> Graph:
    graph = grimp.build_graph(*apps, cache_dir=None)
    return {
        name: frozenset(graph.find_modules_directly_imported_by(name)) for name in graph.modules
    }


def room_of(module: str) -> str:
    """A package directly below an app, or a module that stands beside them."""
    return ".".join(module.split(".")[:2])


def joined(modules: Graph, name_of: Callable[[str], str]) -> Graph:
    """The same with modules of one name taken together."""
    found: dict[str, set[str]] = {}
    for module, imported in modules.items():
        name = name_of(module)
        found.setdefault(name, set()).update(
            other for each in imported if (other := name_of(each)) != name
        )
    return {name: frozenset(others) for name, others in found.items()}


def floors(rooms: Graph, app: str) -> list[str]:
    """The longest chain of an app's rooms that import one another, from the top down."""
    within = {
        name: {other for other in others if other.startswith(f"{app}.")}
        for name, others in rooms.items()
        if name.startswith(f"{app}.")
    }
    below: dict[str, list[str]] = {}
    for name in TopologicalSorter(within).static_order():
        longest = max((below[other] for other in within[name]), key=len, default=[])
        below[name] = [name, *longest]
    return max(below.values(), key=len)


def test_no_module_imports_itself_by_way_of_others(modules: Graph) -> None:
    TopologicalSorter(modules).prepare()  # raises CycleError, which names the circle


def test_no_room_imports_itself_by_way_of_others(modules: Graph) -> None:
    in_apps = {name: others for name, others in modules.items() if not is_of(name, "virtlearn")}
    TopologicalSorter(joined(in_apps, room_of)).prepare()


@pytest.mark.parametrize("app", ["labs", "lessons"])
def test_an_app_has_at_most_nine_floors(modules: Graph, app: str) -> None:
    found = floors(joined(modules, room_of), app)
    assert 5 < len(found) <= 9, " → ".join(found)


def test_virtlearn_knows_the_apps_only_where_all_come_together(modules: Graph) -> None:
    found = {
        name
        for name, imported in modules.items()
        if is_of(name, "virtlearn") and any(not is_of(each, "virtlearn") for each in imported)
    }
    assert found - {"virtlearn.urls"} == knows_apps.keys()


def test_labs_knows_nothing_of_lessons(modules: Graph) -> None:
    assert not [
        name
        for name, imported in modules.items()
        if is_of(name, "labs") and any(is_of(each, "lessons") for each in imported)
    ]


def is_of(module: str, app: str) -> bool:
    return module == app or module.startswith(f"{app}.")
