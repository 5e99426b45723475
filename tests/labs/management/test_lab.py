from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from labs.catalog.provider import GuidePart, Lab
from labs.engines.base import MachineSpec, label_deployment
from labs.engines.fake.engine import FakeEngine
from labs.provisioning.images import image_of
from labs.spec.definition import machine_kinds
from tests.labs.conftest import EngineUse
from tests.labs.factory import lab_make, scripts
from tests.labs.live import lab_live
from virtlearn.core.problems import Problem
from virtlearn.operation.site_lock import held, site_is_served_here
from virtlearn.people.models import User

shown: list[Lab] = []  # what this module hands out as settings.LAB_PROVIDER


def lab_get(course: str, slug: str, user: User | None = None) -> Lab | None:
    return next((lab for lab in shown if (lab.course, lab.slug) == (course, slug)), None)


def lab_list() -> list[Lab]:
    return shown


def labs_pinned() -> list[Lab]:
    return []


def guide_get(lab: Lab, language: str) -> list[GuidePart]:
    return []


def labs_read(path: Path) -> tuple[list[Lab], list[Problem]]:
    if path.name == "broken":
        return [], [Problem("course.toml", 3, "this is wrong")]
    return [lab_make("of-a-folder")], []


@pytest.fixture(autouse=True)
def provider(settings: LazySettings) -> None:
    settings.LAB_PROVIDER = __name__
    settings.LABS_SHOWS_SECONDS = 0  # in the fake engine all shows at once
    shown[:] = [lab_make()]


def run(*words: str) -> str:
    output = io.StringIO()
    call_command("lab", *words, stdout=output, skip_checks=True)
    return output.getvalue()


def changed(**changes: str) -> Lab:
    return msgspec.structs.replace(lab_make(), scripts={**scripts, **changes})


def test_list_shows_every_lab() -> None:
    text = "containers-vs-kvm/whose-kernel: Whose kernel (3 tasks; container)\n"
    assert run("list") == text


def test_runtimes_say_why_one_cannot_be_used(use: EngineUse) -> None:
    use("fake")
    usable = "can be used, its limits are in force\n"
    assert run("runtimes") == f"runc: {usable}runsc: {usable}"
    assert run("runtimes", "runsc") == f"runsc: {usable}"

    use("fake-ignores-limits")
    assert run("runtimes") == f"runc: {usable}runsc: the runtime runsc does not enforce limits\n"
    with pytest.raises(CommandError, match="runsc cannot be used"):
        run("runtimes", "runc", "runsc")


def test_images_are_built_where_they_are_missing(
    engine: FakeEngine, settings: LazySettings, tmp_path: Path, db: None
) -> None:
    settings.VAR_DIR = tmp_path
    assert "Images that are there" in run("images")
    assert engine.wanted_images == {image_of(kind) for kind in machine_kinds()}
    assert f"{image_of('container')} is built" in run("images", "--again", "container")
    assert "is only pretended" in (tmp_path / "setup.log").read_text()
    with pytest.raises(CommandError, match="known are container"):
        run("images", "spaceship")


def test_a_lab_that_holds(engine: FakeEngine) -> None:
    said = run("verify")

    assert "1 labs with 3 tasks hold" in said
    assert "one: fails before, passes after its solution" in said
    assert engine.machines == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("check-one.sh", "exit 0", "passes before it is solved"),
        ("check-one.sh", "exit 7", "could not run before it is solved: status 7"),
        ("check-one.sh", "echo en: x\nexit 1", "prints no hint in es"),
        ("solve.sh", "exit 3", "solve.sh failed: status 3"),
        ("solve.sh", "exit 0", "check-one.sh does not pass after solve.sh"),
    ],
)
def test_a_lab_that_does_not_hold(engine: FakeEngine, name: str, text: str, words: str) -> None:
    shown[:] = [changed(**{name: text})]

    with pytest.raises(CommandError, match=words):
        run("verify", "whose-kernel")
    assert engine.machines == {}


live: dict[str, dict[str, Any]] = {
    "one": {
        "solve": "solve-one.sh",
        "hint": "hint.sh",
        "fail": "fail.sh",
        "spoil": "spoil.sh",
    },
    "two": {"solve": "solve-two.sh", "cheats": ("cheat.sh",), "ways": ("way.sh",)},
    "three": {"solve": "solve-three.sh", "init": "init.sh", "ways": ("way-three.sh", "late.sh")},
}


def test_a_lab_with_all_that_tasks_may_have_holds(engine: FakeEngine) -> None:
    shown[:] = [lab_live(live)]
    said = run("verify")

    assert "three: is prepared, fails before, passes after its solution" in said
    assert "two: fails before, resists 1 cheats, passes after its solution" in said
    for way in ("two: passes after way.sh", "three: passes after late.sh"):
        assert f"{way} too" in said
    assert "one: is found spoiled where it is" in said
    assert engine.machines == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("init.sh", "exit 4", "three: init.sh failed: status 4"),
        ("init.sh", "test -e ~/ran || touch ~/ran\ntouch ~/three", "check-three.sh passes after"),
        ("hint.sh", "exit 4", "one: hint.sh could not run before it is solved: status 4"),
        ("hint.sh", "echo nothing", "one: hint.sh prints no hint before it is solved"),
        ("hint.sh", "echo en: only English", "one: hint.sh prints no hint in es"),
        ("fail.sh", "exit 4", "one: fail.sh could not run before it is solved: status 4"),
        ("fail.sh", "exit 0", "one: fail.sh says before it is solved that it is spoiled"),
        ("fail.sh", "test -e ~/one || exit 1\nexit 0", "fail.sh says that solve-one.sh spoils it"),
        ("fail.sh", "exit 1", "one: fail.sh does not find what spoil.sh does: status 1"),
        ("fail.sh", "test -e ~/broken || exit 1\nexit 0", "one: fail.sh gives no reason"),
        (
            "fail.sh",
            "test -e ~/broken || exit 1\necho en: reason\nexit 0",
            "one: fail.sh prints no reason in es",
        ),
        ("spoil.sh", "exit 3", "one: spoil.sh failed: status 3"),
        ("cheat.sh", "touch ~/two", "two: check-two.sh passes after cheat.sh"),
        ("cheat.sh", "exit 5", "two: cheat.sh failed: status 5"),
        ("way.sh", "exit 0", "two: check-two.sh does not pass after way.sh"),
        ("late.sh", "exit 6", "three: late.sh failed: status 6"),
    ],
)
def test_what_does_not_hold_of_what_tasks_may_have(
    engine: FakeEngine, name: str, text: str, words: str
) -> None:
    lab = lab_live(live)
    shown[:] = [msgspec.structs.replace(lab, scripts={**lab.scripts, name: text})]

    with pytest.raises(CommandError) as caught:
        run("verify", "whose-kernel")
    assert words in str(caught.value)
    assert engine.machines == {}


def test_a_lab_of_a_folder_is_verified_without_publishing(engine: FakeEngine) -> None:
    assert "containers-vs-kvm/of-a-folder" in run("verify", "--course", "some/folder")
    with pytest.raises(CommandError, match=r"course\.toml:3: this is wrong"):
        run("verify", "--course", "some/broken")


def test_a_lab_that_does_not_exist(engine: FakeEngine) -> None:
    with pytest.raises(CommandError, match="there is no lab nowhere"):
        run("verify", "nowhere")
    shown.clear()
    with pytest.raises(CommandError, match="publish a course"):
        run("verify")


def test_an_engine_that_does_not_answer_is_no_traceback(use: EngineUse) -> None:
    use("fake-never")
    with pytest.raises(CommandError, match="did not answer"):
        run("verify")


def test_clean_waits_until_the_site_is_stopped(
    engine: FakeEngine, settings: LazySettings, tmp_path: Path, db: None
) -> None:
    settings.VAR_DIR = tmp_path
    engine.create(
        MachineSpec(
            name="left",
            image="x",
            hostname="x",
            labels={label_deployment: settings.DEPLOYMENT_ID},
        )
    )
    site_is_served_here()
    with pytest.raises(CommandError, match="stop it first"):
        run("clean")
    assert len(engine.machines) == 1
    os.close(held.pop())
    assert run("clean") == "0 labs ended, 1 machines removed\n"
    assert engine.machines == {}
