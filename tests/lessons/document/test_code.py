"""Which languages code blocks may be in, and that each is coloured as what it is."""

from __future__ import annotations

import pytest
from pygments.lexers import get_lexer_by_name

from lessons.document.code import highlighted, is_language, lexers

own = (
    *("bash", "sh", "console", "text", "python", "c", "cpp", "go", "rust", "toml", "yaml", "json"),
    *("ini", "html", "xml", "css", "javascript", "diff", "docker", "make", "sql", "java", "perl"),
    *("ruby", "lua", "nasm", "gas", "markdown"),
)
other_names = {
    "shell": "bash",
    "zsh": "bash",
    "dockerfile": "docker",
    "makefile": "make",
    "js": "javascript",
    "py": "python",
    "yml": "yaml",
    "md": "markdown",
    "asm": "nasm",
    "txt": "text",
    "output": "text",
    "conf": "ini",
    "systemd": "ini",
}


def test_these_languages_and_no_others() -> None:
    assert dict(lexers) == {name: name for name in own} | other_names
    assert not is_language("brainfuck")
    assert is_language("py")


@pytest.mark.parametrize("name", [*own, *other_names])
def test_each_has_a_lexer(name: str) -> None:
    lexer = get_lexer_by_name(other_names.get(name, name))
    assert lexer.name == get_lexer_by_name(lexers[name]).name


def test_what_is_unknown_is_plain_text() -> None:
    assert highlighted("a < b", "brainfuck") == "a &lt; b"
    assert highlighted('echo "$HOME" # why', "shell") == highlighted('echo "$HOME" # why', "bash")
    assert highlighted("x = 1\n", "py") == (
        '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'
    )
