"""hero.toml names a lab, its machines and what is typed into them; each mistake has its line."""

from __future__ import annotations

import pytest

from labs.spec.definition import LabSpec, MachineDecl
from lessons.document.hero import hero_read, most
from lessons.document.page import Known

good = """\
lab = "crash"
title.en = "Crash it"
text.en = "And see."
action.en = "Crash"

[[machines]]
name = "box"
command = "date"

[[machines]]
name = "first"
command = "echo c > /proc/sysrq-trigger"
after = 2.5
"""
cast = b'{"version": 2, "width": 80, "height": 24}\n[0.5, "o", "hello"]\n'
machines = (MachineDecl(name="box", kind="container"), MachineDecl(name="first", kind="vm"))
labs = {"crash": LabSpec(minutes=10, machines=machines)}
known = Known(languages=("en",))


def problems(text: str, files: dict[str, bytes] | None = None) -> list[tuple[int, str]]:
    hero, found = hero_read(text, files or {}, known, labs)
    assert (hero is None) == bool(found)
    return [(each.line, each.message) for each in found]


def test_a_hero_has_its_machines_with_what_they_showed() -> None:
    hero, found = hero_read(good, {"hero/box.cast": cast}, known, labs)
    assert found == []
    assert hero is not None
    assert [(each.name, each.after, each.cast) for each in hero.machines] == [
        ("box", 0, cast.decode()),
        ("first", 2.5, ""),
    ]
    assert hero_read("", {}, known, labs) == (None, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('lab = "crash"', 'lab = "gone"', 1, "there is no lab `gone`"),
        ('"box"', '"boxes"', 7, "the lab has no machine `boxes`"),
        ('title.en = "Crash it"', 'title.es = "Caer"', 2, "`title.en = …`"),
        ("after = 2.5", 'after = "soon"', 13, "after"),
        ('command = "date"', "", 6, "command"),
        ("[[machines]]", "[[machine]]", 6, "unknown key"),
        ('lab = "crash"', "lab = ", 1, "TOML"),
    ],
)
def test_a_mistake_is_told_on_its_line(old: str, new: str, line: int, said: str) -> None:
    assert good.count(old)
    found = problems(good.replace(old, new, 1))
    assert any(at == line and said in message for at, message in found), found


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{}", "no asciicast v2"), (cast + b" " * most, "record less"), (b"\xff", "no asciicast")],
)
def test_a_recording_that_is_none_is_told(content: bytes, said: str) -> None:
    ((line, message),) = problems(good, {"hero/box.cast": content})
    assert line == 7
    assert said in message
