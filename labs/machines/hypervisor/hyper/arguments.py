"""What was typed after `vm`, read strictly: an order, or what is wrong with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .errors import VmError

name_pattern = re.compile(r"[a-z][a-z0-9-]{0,15}")
also = {"ayuda": "help-es", "--ayuda": "help-es", "--help": "help", "-h": "help", "ls": "list"}


@dataclass(frozen=True)
class Form:
    """What a command takes. `rest`: what stands after the name, a text; numbers have bounds."""

    name: bool = True
    rest: str = ""
    texts: tuple[str, ...] = ()
    numbers: dict[str, tuple[float, float]] = field(default_factory=dict)


forms: dict[str, Form] = {
    "start": Form(texts=("guest", "disk"), numbers={"memory": (1, 256)}),
    "list": Form(name=False),
    "console": Form(),
    "log": Form(numbers={"process": (1, 9999)}),
    "type": Form(rest="TEXT"),
    "wait": Form(rest="TEXT", numbers={"seconds": (1, 600)}),
    "pause": Form(),
    "resume": Form(),
    "snapshot": Form(),
    "restore": Form(),
    "migrate": Form(numbers={"downtime-limit": (1, 2000), "bandwidth": (1, 1000)}),
    "history": Form(),
    "stats": Form(),
    "accesses": Form(rest="TEXT"),
    "stop": Form(),
    "qmp": Form(rest="JSON"),
    "help": Form(name=False),
    "help-es": Form(name=False),
}


@dataclass(frozen=True)
class Order:
    """`vm COMMAND NAME REST --option value`, with what was left out empty."""

    command: str
    name: str = ""
    rest: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)


def order_parse(words: Sequence[str]) -> Order:
    """Raises VmError with what was wrong and how it is written."""
    if not words:
        return Order("help")
    command = also.get(words[0], words[0])
    if command not in forms:
        raise VmError(
            f"There is no command '{words[0]}'. `vm help` lists them all.",
            f"No hay ninguna orden '{words[0]}'. `vm ayuda` las enumera todas.",
        )
    form = forms[command]
    plain, options = options_split(command, words[1:], form)
    name, rest = "", ""
    if form.name:
        if not plain:
            raise VmError(
                f"Which machine? Written: {written(command)}",
                f"¿Qué máquina? Se escribe: {written(command)}",
            )
        name = name_read(plain.pop(0))
    if form.rest:
        if not plain:
            raise wrong_form(command)
        rest = " ".join(plain)
    elif plain:
        raise wrong_form(command)
    numbers = {key: number_read(key, options[key], form) for key in options if key in form.numbers}
    texts = {key: value for key, value in options.items() if key in form.texts}
    return Order(command, name, rest, texts, numbers)


def options_split(
    command: str, words: Sequence[str], form: Form
) -> tuple[list[str], dict[str, str]]:
    """Plain words and `--key value` (or `--key=value`); after `rest` began, all is plain."""
    plain: list[str] = []
    options: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        if not word.startswith("--") or (form.rest and plain and command != "wait"):
            plain.append(word)
            continue
        key, joined, value = word[2:].partition("=")
        if key not in form.numbers and key not in form.texts:
            raise VmError(
                f"`vm {command}` has no option --{key}. Written: {written(command)}",
                f"`vm {command}` no tiene la opción --{key}. Se escribe: {written(command)}",
            )
        if not joined:
            if not left:
                raise VmError(
                    f"--{key} wants a value. Written: {written(command)}",
                    f"--{key} necesita un valor. Se escribe: {written(command)}",
                )
            value = left.pop(0)
        options[key] = value
    return plain, options


def wrong_form(command: str) -> VmError:
    form = written(command)
    return VmError(f"That is written: {form}", f"Se escribe: {form}")


def name_read(text: str) -> str:
    if name_pattern.fullmatch(text):
        return text
    return refuse(
        f"'{text}' is no name for a machine: a-z, 0-9 and hyphens, a letter first, at most 16.",
        f"'{text}' no sirve de nombre: a-z, 0-9 y guiones, primero una letra, como máximo 16.",
    )


def number_read(key: str, text: str, form: Form) -> float:
    least, most = form.numbers[key]
    try:
        number = float(text)
    except ValueError:
        number = least - 1
    if least <= number <= most:
        return number
    raise VmError(
        f"--{key} is a number from {least:g} to {most:g}, not '{text}'.",
        f"--{key} es un número de {least:g} a {most:g}, no '{text}'.",
    )


def refuse(en: str, es: str) -> str:
    raise VmError(en, es)


def written(command: str) -> str:
    """`vm migrate NAME [--downtime-limit N] [--bandwidth N]`"""
    form = forms[command]
    words = ["vm", command]
    words += ["NAME"] if form.name else []
    words += [form.rest] if form.rest else []
    words += [f"[--{key} {key.upper()}]" for key in form.texts]
    words += [f"[--{key} N]" for key in form.numbers]
    return " ".join(words)
