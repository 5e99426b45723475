"""Strict readers of the environment: a setting is right, or the start says what to write."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
true_words = {"1", "true", "yes", "on"}
false_words = {"0", "false", "no", "off"}


def read(name: str, default: T, convert: Callable[[str], T], wanted: str) -> T:
    """`name` from the environment through `convert`, or `default` where it is unset or empty."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return convert(text)
    except (ValueError, KeyError):
        raise ImproperlyConfigured(f"{name} is {text!r}; write {wanted}.") from None


def env_str(name: str, default: str = "") -> str:
    return read(name, default, str, "a text")


def env_bool(name: str, default: bool) -> bool:
    def convert(text: str) -> bool:
        if text.lower() in true_words | false_words:
            return text.lower() in true_words
        raise ValueError

    return read(name, default, convert, "yes or no")


def env_int(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    def convert(text: str) -> int:
        if least <= (number := int(text)) <= most:
            return number
        raise ValueError

    return read(name, default, convert, f"a whole number from {least} to {most}")


def env_list(name: str, default: list[str]) -> list[str]:
    return read(
        name,
        default,
        lambda text: [part.strip() for part in text.split(",") if part.strip()],
        "names separated by commas",
    )


def env_networks(name: str) -> list[str]:
    return read(
        name,
        [],
        lambda text: [
            str(ip_network(part.strip(), strict=False)) for part in text.split(",") if part.strip()
        ],
        "addresses or networks separated by commas: 127.0.0.1, 10.0.0.0/8",
    )


def env_choice(name: str, default: str, choices: Sequence[str]) -> str:
    def convert(text: str) -> str:
        return choices[choices.index(text)]

    return read(name, default, convert, " or ".join(choices))


def env_path(name: str, default: Path) -> Path:
    return read(name, default, lambda text: Path(text).expanduser(), "a path")


def kept_secret(path: Path, length: int = 50) -> str:
    """The secret kept in `path`, made on first use; readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = secrets.token_urlsafe(length)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it in the meantime
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh + "\n")
        return fresh


def dotenv_load(path: Path) -> None:
    """Puts the lines `NAME=value` of `path` into the environment where they are not set already."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        if not (line := line.strip()) or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ImproperlyConfigured(f"{path.name}:{number}: write NAME=value, not {line!r}.")
        os.environ.setdefault(name.strip(), value.strip().strip("\"'"))
