"""Code blocks and terminal transcripts as HTML with Pygments' classes."""

from __future__ import annotations

import functools
import html as htmllib
from collections.abc import Mapping

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from lessons.document.labels import label
from lessons.document.transcripts import steps_of

# Names that authors may write, and the lexer of each. A list, not all that Pygments has: some of
# its lexers take minutes over a text made for it.
lexers: Mapping[str, str] = {
    **{
        name: name for name in ("bash", "sh", "console", "text", "python", "c", "cpp", "go", "rust")
    },
    **{name: name for name in ("toml", "yaml", "json", "ini", "html", "xml", "css", "javascript")},
    **{name: name for name in ("diff", "docker", "make", "sql", "java", "perl", "ruby", "lua")},
    "shell": "bash",
    "zsh": "bash",
    "dockerfile": "docker",
    "js": "javascript",
    "py": "python",
    "yml": "yaml",
    "txt": "text",
    "output": "text",
    "conf": "ini",
    "makefile": "make",
    "asm": "nasm",
    "nasm": "nasm",
    "gas": "gas",
    "systemd": "ini",
    "markdown": "markdown",
    "md": "markdown",
}
formatter = HtmlFormatter(nowrap=True)


def is_language(name: str) -> bool:
    """Whether a code block may be in this language."""
    return name in lexers


@functools.lru_cache(maxsize=2048)
def highlighted(code: str, language: str) -> str:
    """`code` as spans with Pygments' classes; plain text where the language is unknown."""
    try:
        lexer = get_lexer_by_name(lexers.get(language, "text"), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return htmllib.escape(code, quote=False)
    return highlight(code, lexer, formatter).rstrip("\n")


def code_html(code: str, language: str) -> str:
    """A block of code; the page's script adds a button to what has `data-copy`."""
    return (
        f'<div class="code" data-lang="{htmllib.escape(language)}" data-copy="">'
        f'<pre tabindex="0"><code>{highlighted(code, language)}</code></pre></div>'
    )


def run_html(code: str, machine: str) -> str:
    """A shell block that a button types into the terminal of `machine`, on a lab's page."""
    target = f' data-machine="{htmllib.escape(machine)}"' if machine else ""
    return (
        f'<div class="code run" data-lang="sh" data-copy="" data-run=""{target}>'
        f'<pre tabindex="0"><code>{highlighted(code, "sh")}</code></pre></div>'
    )


def output_html(line: str) -> str:
    return f'<span class="output">{htmllib.escape(line, quote=False)}</span>'


def console_html(code: str, seen_on: str, language: str) -> str:
    """A transcript; `data-copy` holds the commands alone, which is what one wants to paste."""
    steps = steps_of(code)
    lines = code.split("\n")
    first = len(lines) - sum(step.rows + len(step.output) for step in steps)
    rows = [output_html(line) for line in lines[:first]]
    at = first
    for step in steps:
        typed, *more = lines[at : at + step.rows]
        rows.append(
            f'<span class="prompt">{step.prompt} </span><b>{highlighted(typed[2:], "sh")}</b>'
        )
        rows += [f"<b>{highlighted(line, 'sh')}</b>" for line in more]
        rows += [output_html(line) for line in step.output]
        at += step.rows + len(step.output)
    commands = [step.command for step in steps]
    copied = htmllib.escape("\n".join(commands)).replace("\n", "&#10;")
    caption = ""
    if seen_on:
        words = htmllib.escape(label("seen-on", language).format(seen_on), quote=False)
        caption = f"<figcaption>{words}</figcaption>"
    return (
        f'<figure class="console"><div class="code" data-lang="console" data-copy="{copied}">'
        f'<pre tabindex="0"><code>{chr(10).join(rows)}</code></pre></div>{caption}</figure>'
    )
