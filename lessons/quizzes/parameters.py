"""Questions with numbers that vary: `$ n = 2..9` in a block, `{n}` and `{2 * n}` in its texts.

A question is compiled once. Where a formula stood, its texts hold a token, and numbers are noted
by their place; `fixed` puts in what one seed draws. Formulas are arithmetic and nothing else.
"""

from __future__ import annotations

import ast
import math
import operator
import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from lessons.format.block import Block, Context

declaration = re.compile(r"\$ +(?P<name>[a-z][a-z0-9_]{0,20}) *= *(?P<values>\S.*)\Z")
number = r"-?\d{1,9}(?:\.\d{1,6})?"
span = re.compile(rf"({number}) *\.\. *({number})(?: +step +({number}))?\Z")
formula = re.compile(r"(?<![$\\])\{(?P<formula>[^{}\n]{1,100})\}")
token = re.compile(r"qqvar(\d{1,3})qq")
values_most = 1000
parameters_most = 8
power_most = 64


def power_value(base: float, power: float) -> float:
    if abs(power) > power_most:
        raise ValueError(f"powers go up to {power_most}")
    value = base**power
    if isinstance(value, complex):
        raise ValueError("the result is no real number")
    return float(value)


operators: Mapping[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: power_value,
}
calls: Mapping[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
}
S = TypeVar("S", bound=msgspec.Struct)


class Parameter(msgspec.Struct, frozen=True):
    """A name and the numbers that it may stand for."""

    name: str
    values: tuple[float, ...]


class Varying(msgspec.Struct, frozen=True):
    """What varies in a block: its parameters, and the formulas in the order of their tokens."""

    parameters: tuple[Parameter, ...] = ()
    formulas: tuple[str, ...] = ()


def varying_read(block: Block, context: Context) -> tuple[Block, Varying]:
    """Takes the `$` lines out of `block` (they become empty) and puts tokens for its formulas."""
    lines, parameters = parameters_read(block, context)
    if not parameters:
        return block, Varying()
    body = "\n".join(lines)
    formulas: list[str] = []

    def tokened(found: re.Match[str]) -> str:
        names = names_of(found["formula"])
        if not names & parameters.keys():
            return found[0]
        if found["formula"] not in formulas:
            formulas.append(found["formula"])
        return f"qqvar{formulas.index(found['formula'])}qq"

    body = formula.sub(tokened, body)
    varying = Varying(tuple(parameters.values()), tuple(formulas))
    if not formulas:
        context.problem(block.line, "no text uses the parameters: write {n} where n shall stand")
    for each in formulas:
        if reason := formula_fault(each, varying):
            context.problem(block.line, f"the formula {{{each}}}: {reason}")
            return msgspec.structs.replace(block, body=body), Varying(varying.parameters)
    return msgspec.structs.replace(block, body=body), varying


def parameters_read(block: Block, context: Context) -> tuple[list[str], dict[str, Parameter]]:
    """The lines of `block` without its declarations, and these by name."""
    parameters: dict[str, Parameter] = {}
    lines = block.body.split("\n")
    for at, text in enumerate(lines):
        if not (found := declaration.match(text.rstrip())):
            continue
        line = block.line + 1 + at
        lines[at] = ""
        values = values_read(found["values"].strip())
        if found["name"] in parameters:
            context.problem(line, f"the parameter {found['name']} is there already: drop one")
        elif len(parameters) == parameters_most:
            context.problem(line, f"a question has at most {parameters_most} parameters")
        elif not values:
            message = "write the numbers as 2..9, as 10..100 step 10, or as 2, 4, 8"
            context.problem(line, f"{message}; {values_most} at most")
        else:
            parameters[found["name"]] = Parameter(found["name"], values)
    return lines, parameters


def values_read(text: str) -> tuple[float, ...]:
    """`2..9`, `10..100 step 10` or `2, 4, 8`; () for anything else."""
    if found := span.match(text):
        first, last, step = float(found[1]), float(found[2]), float(found[3] or 1)
        if step <= 0 or last < first or (last - first) / step >= values_most:
            return ()
        count = int((last - first) / step + 1e-9) + 1
        return tuple(round(first + step * at, 6) for at in range(count))
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > values_most or not all(re.fullmatch(number, part, re.ASCII) for part in parts):
        return ()
    return tuple(dict.fromkeys(float(part) for part in parts))


def names_of(text: str) -> set[str]:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def formula_fault(text: str, varying: Varying) -> str:
    """What is wrong with a formula for some of the numbers that may be drawn; "" for nothing."""
    try:
        for seed in range(50):
            formula_value(text, drawn(varying.parameters, str(seed)))
        for pick in (min, max):
            formula_value(text, {each.name: pick(each.values) for each in varying.parameters})
    except (ValueError, ArithmeticError, SyntaxError, RecursionError, MemoryError) as error:
        return str(error) or "this cannot be computed"
    return ""


def formula_value(text: str, names: Mapping[str, float]) -> float:
    """The number that `text` comes to. ValueError or ArithmeticError where it comes to none."""
    value = node_value(ast.parse(text.strip(), mode="eval").body, names)
    if not math.isfinite(value) or abs(value) > 1e15:
        raise ValueError("the result is too large")
    return float(value)


def node_value(node: ast.expr, names: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)  # whole numbers would grow without end
        case ast.Name(id=name) if name in names:
            return names[name]
        case ast.Name(id=name):
            raise ValueError(f"there is no parameter {name}")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -node_value(operand, names)
        case ast.BinOp(op=op, left=left, right=right) if type(op) in operators:
            return operators[type(op)](node_value(left, names), node_value(right, names))
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as parts, keywords=[]) if name in calls:
            return call_value(name, [node_value(part, names) for part in parts])
    raise ValueError("only numbers, parameters, + - * / // % **, min max round floor ceil")


def call_value(name: str, values: list[float]) -> float:
    if name in {"min", "max"}:
        return float(calls[name](values))
    if len(values) > 1:
        raise ValueError(f"{name} takes one number")
    return float(calls[name](values[0]))


def drawn(parameters: Sequence[Parameter], seed: str) -> dict[str, float]:
    """A number for each parameter; the same for the same seed."""
    return {
        each.name: random.Random(f"{seed}:{each.name}").choice(each.values)  # noqa: S311  # no secret
        for each in parameters
    }


def token_index(text: str) -> int | None:
    """The number of the formula where `text` is one and nothing else."""
    found = token.fullmatch(text.strip())
    return int(found[1]) if found else None


def number_shown(value: float) -> str:
    """As it stands in a text: whole numbers without a point, others to six digits behind it."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def fixed(question: S, seed: str) -> S:
    """`question` with what `seed` draws in its texts and numbers; itself where nothing varies.

    `question` has the fields `varying` and `computed` of lessons.quizzes.base.Base.
    """
    varying: Varying = question.varying  # type: ignore[attr-defined]
    return fixed_by(question, drawn(varying.parameters, seed)) if varying.formulas else question


def fixed_by(question: S, names: Mapping[str, float]) -> S:
    """`question`, which varies, with these numbers for its parameters. ValueError or
    ArithmeticError where a formula comes to none."""
    varying: Varying = question.varying  # type: ignore[attr-defined]
    values = [formula_value(each, names) for each in varying.formulas]
    data = texts_replaced(msgspec.to_builtins(question), [number_shown(each) for each in values])
    for path, index in question.computed.items():  # type: ignore[attr-defined]
        place: Any = data
        *way, last = path.split(".")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = values[index]
    data.pop("varying")
    data.pop("computed", None)
    return msgspec.convert(data, type=type(question))


def texts_replaced(data: Any, texts: Sequence[str]) -> Any:
    """`data` (what msgspec makes of a struct) with the texts for the tokens in every string."""
    if isinstance(data, str):

        def text(found: re.Match[str]) -> str:
            index = int(found[1])
            return texts[index] if index < len(texts) else found[0]

        return token.sub(text, data) if "qqvar" in data else data
    if isinstance(data, list | tuple):
        return [texts_replaced(each, texts) for each in data]
    if isinstance(data, dict):
        return {key: texts_replaced(each, texts) for key, each in data.items()}
    return data
