"""Which modules are broken, and which tests should notice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

root = Path(__file__).resolve().parents[2]
pure_contract = "what is pure stays pure"
slow_rooms = frozenset({"labs.engines"})  # their tests start machines
slow_folders = ("e2e", "redteam", "mutation", "machines", "engines")


@dataclass(frozen=True)
class Module:
    """A module of `room`, which is one of the packages or modules that were asked for."""

    name: str
    room: str
    path: Path


def pure_rooms() -> list[str]:
    """The rooms that the import contract of pyproject.toml holds pure."""
    config = tomllib.loads((root / "pyproject.toml").read_text())
    for contract in config["tool"]["importlinter"]["contracts"]:
        if contract["name"].startswith(pure_contract):
            return [room for room in contract["source_modules"] if room not in slow_rooms]
    raise LookupError(f"pyproject.toml has no contract {pure_contract!r}")


def modules_of(rooms: Sequence[str]) -> Iterator[Module]:
    """Every module of `rooms`. Raises LookupError where one of them does not exist."""
    for room in rooms:
        folder = root.joinpath(*room.split("."))
        paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
        for path in paths:
            if not path.is_file():
                raise LookupError(f"there is no module {room}")
            parts = path.relative_to(root).with_suffix("").parts
            if path.name != "__init__.py" and "migrations" not in parts:
                yield Module(name=".".join(parts), room=room, path=path)


def mirrors_of(module: Module, tests: Path | None = None) -> list[Path]:
    """The tests that mirror a module: of its own name, then its neighbours in the folder of the
    same path under tests/, those first that import it; then of its name in the folder above
    (tests/lessons/quizzes/test_kind.py for each kind's `kind`), and those of the room that has its
    name (tests/lessons/exchange for each `exchange`). Where none imports it, all that do.

    What takes machines or browsers is left out.
    """
    tests = tests or root / "tests"
    *folders, stem = module.name.split(".")
    folder = tests.joinpath(*folders)
    named = sorted(folder.glob(f"test_{stem}*.py"))
    beside = sorted(folder.glob("test_*.py")) if len(folders) > 1 else []
    beside.sort(key=lambda path: not imports(path.read_text(), module.name))
    above = sorted(folder.parent.glob(f"test_{stem}.py"))
    room = sorted((tests / folders[0] / stem).glob("test_*.py"))
    found = [path for path in (*named, *beside, *above, *room) if is_quick(path, tests)]
    if not any(imports(path.read_text(), module.name) for path in found):
        found += [
            path
            for path in sorted(tests.rglob("test_*.py"))
            if is_quick(path, tests) and imports(path.read_text(), module.name)
        ]
    return list(dict.fromkeys(found))


def imports(text: str, name: str) -> bool:
    """Whether a module of this text imports module `name`."""
    package, _, stem = name.rpartition(".")
    if f"from {name} import" in text or f"import {name}\n" in text:
        return True
    lines = (line for line in text.splitlines() if line.startswith(f"from {package} import"))
    return any(stem in line.replace(",", " ").split() for line in lines)


def is_quick(path: Path, tests: Path) -> bool:
    folders = path.relative_to(tests).parts[:-1]
    return not any(folder in slow_folders for folder in folders) and "_real" not in path.stem
