"""The browser's scripts, under node's own test runner: one test a file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from virtlearn.setup.steps import node_program

folder = Path(__file__).parent
root = folder.parents[1]


def node() -> str:
    """The system's node, or the one that set-up has brought. Fails where there is none."""
    found = shutil.which("node") or (str(node_program) if node_program.is_file() else "")
    if not found:
        pytest.fail(
            "There is no node to test the browser's scripts with: install Debian's package nodejs, "
            f"or run `make check`, whose set-up brings one to {node_program}."
        )
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in folder.glob("*.test.js")))
def test_script(name: str) -> None:
    done = subprocess.run(
        [node(), "--test", str(folder / name)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_page_and_its_source_take_the_same_letters_for_white_space() -> None:
    """Else a note would not be found again (lessons/notes/quote.py, static/js/note-text.js)."""
    script = (
        'import { squash } from "./static/js/note-text.js";'
        "const codes = Array.from({ length: 0xd800 }, (_, code) => code);"
        "for (let code = 0xe000; code < 0x11000; code += 1) codes.push(code);"
        'const gone = codes.filter((code) => squash(String.fromCodePoint(code)) === "");'
        "console.log(JSON.stringify(gone));"
    )
    command = [node(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    ours = [code for code in range(sys.maxunicode + 1) if chr(code).isspace()]
    assert json.loads(done.stdout) == ours
