"""How the site's image is put together: what is fetched, what goes in, when a root is too old."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from virtlearn.setup import image
from virtlearn.setup.console import SetupError, root


def test_what_a_clone_has_goes_in_but_nothing_of_the_place_where_it_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, wheels, context = tmp_path / "clone", tmp_path / "wheels", tmp_path / "context"
    for name in (
        *image.parts,
        "deploy/image/Dockerfile",
        "labs/spec.py",
        "labs/__pycache__/spec.cpython-311.pyc",
        ".env",
        "deploy/settings.env",
        "virtlearn/.env",
        "var/secret-key",
        "tests/test_site.py",
    ):
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (root / name).is_dir():
            path.mkdir(exist_ok=True)
        else:
            path.touch()
    wheels.mkdir()
    (wheels / "a-1-py3-none-any.whl").touch()
    context.mkdir()
    monkeypatch.setattr(image, "root", here)
    image.context_make(context, wheels)
    found = {str(path.relative_to(context)) for path in context.rglob("*") if path.is_file()}
    assert {"Dockerfile", "wheels/a-1-py3-none-any.whl", "site/labs/spec.py"} <= found
    assert not [name for name in found if "pycache" in name or "tests" in name or "var/" in name]
    assert [name for name in found if ".env" in name] == ["site/.env.example"]


def test_every_folder_with_code_of_the_site_is_a_part() -> None:
    shown = subprocess.run(
        ["git", "ls-files", "*.py", "templates", "static", "locale"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    folders = {line.partition("/")[0] for line in shown.stdout.splitlines()}
    # docs has a client of the API, for others to copy.
    assert folders - {"bench", "deploy", "docs", "tests"} <= set(image.parts)


@pytest.mark.parametrize(
    ("created", "old"),
    [
        ("2026-11-30T01:03:05.123456789Z", False),
        ("2026-11-24T01:03:05Z", False),
        ("2026-11-22T23:59:59.1Z", True),
    ],
)
def test_a_root_of_last_week_is_too_old(created: str, old: bool) -> None:
    assert image.is_old(created, datetime(2026, 11, 30, tzinfo=UTC)) == old


def test_a_root_keeps_licences_and_no_mirror() -> None:
    words = image.root_words()
    assert "--dpkgopt=path-include=/usr/share/doc/*/copyright" in words
    assert any("/etc/apt/sources.list" in word for word in words)
    assert any("99mmdebstrap" in word for word in words)


def test_the_tool_is_taken_as_it_is_pinned() -> None:
    text = "ruff==1\ncyclonedx-python-lib[json-validation]==11.12.0\nx==2\n"
    assert image.tool_pinned(text) == "cyclonedx-python-lib==11.12.0"
    assert image.tool_pinned((root / "requirements-dev.txt").read_text())
    with pytest.raises(SetupError, match="does not pin"):
        image.tool_pinned("ruff==1\n")


def test_wheels_are_those_of_the_engines_processor(tmp_path: Path) -> None:
    words = image.wheels_words("aarch64", tmp_path)
    assert "--platform=manylinux_2_28_aarch64" in words
    assert "--only-binary=:all:" in words
    assert not [word for word in words if "x86" in word]
