"""Small faults that can be made in a module's source: pure, text in, syntax trees out.

What no test could or should notice is left alone: docstrings, annotations, texts for people (a
string with a space), log lines, what a class says of itself, and `strict=True`.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

compared: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
computed: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
unmutated_keywords = frozenset({"strict", "frozen", "kw_only", "flags", "slots"})


@dataclass(frozen=True)
class Place:
    """Where a node hangs in the tree: fields and indices from the root."""

    path: tuple[str | int, ...]
    node: ast.AST


@dataclass(frozen=True)
class Mutant:
    """One fault of one module: `changed` in the place of what stands there."""

    module: ast.Module
    place: Place
    changed: ast.AST

    @property
    def line(self) -> int:
        return int(getattr(self.place.node, "lineno", 0))

    @property
    def was(self) -> str:
        return shown(self.place.node)

    @property
    def now(self) -> str:
        return shown(self.changed)

    def tree(self) -> ast.Module:
        """The module with the fault in it."""
        ast.copy_location(self.changed, self.place.node)
        return ast.fix_missing_locations(replaced(self.module, self.place.path, self.changed))


def mutants(source: str) -> Iterator[Mutant]:
    """Every fault of `source`, in its order; the same source gives the same ones."""
    module = ast.parse(source)
    for place in places(module):
        for changed in changes(place.node):
            yield Mutant(module, place, changed)


def shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:100]


def replaced(tree: ast.Module, path: tuple[str | int, ...], node: ast.AST) -> ast.Module:
    """A copy of `tree` with `node` at `path`."""
    made = copy.deepcopy(tree)
    parent: object = made
    for step in path[:-1]:
        parent = parent[step] if isinstance(step, int) else getattr(parent, step)  # type: ignore[index]
    last = path[-1]
    if isinstance(last, int):
        parent[last] = node  # type: ignore[index]
    else:
        setattr(parent, last, node)
    return made


def places(tree: ast.AST, path: tuple[str | int, ...] = ()) -> Iterator[Place]:
    """The nodes that may be changed, depth first."""
    if path and isinstance(tree, ast.expr | ast.stmt | ast.keyword):
        yield Place(path, tree)
    for name, value in ast.iter_fields(tree):
        if skipped(tree, name):
            continue
        if isinstance(value, list):
            for at, child in enumerate(value):
                if isinstance(child, ast.AST) and not left_alone(child):
                    yield from places(child, (*path, name, at))
        elif isinstance(value, ast.AST) and not left_alone(value):
            yield from places(value, (*path, name))


def skipped(node: ast.AST, field: str) -> bool:
    """Whether what hangs in this field says how code is read, not what it does."""
    if field in {"annotation", "returns", "decorator_list", "type_params", "ctx"}:
        return True
    return isinstance(node, ast.ClassDef) and field in {"bases", "keywords"}


def left_alone(node: ast.AST) -> bool:
    """Whether it says something to people, to readers of the code, or to type checkers alone."""
    match node:
        case (
            ast.Import()
            | ast.ImportFrom()
            | ast.JoinedStr()
            | ast.Expr(value=ast.Constant())  # a docstring
            | ast.If(test=ast.Name(id="TYPE_CHECKING"))
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log"))))
            | ast.Assign(targets=[ast.Name(id="__all__" | "log" | "__slots__")])
            | ast.Assign(value=ast.Subscript(value=ast.Name(id="Literal")))
        ):
            return True
        case ast.keyword(arg=name):
            return name in unmutated_keywords
    return False


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of `node`."""
    kind = type(node)
    for each in kinds.get(kind, ()):
        yield from each(node)


def compare_changes(node: ast.Compare) -> Iterator[ast.AST]:
    for at, operator in enumerate(node.ops):
        if other := compared.get(type(operator)):
            made = copy.deepcopy(node)
            made.ops[at] = other()
            yield made


def bool_changes(node: ast.BoolOp) -> Iterator[ast.AST]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield ast.BoolOp(op=other, values=copy.deepcopy(node.values))


def binary_changes(node: ast.BinOp) -> Iterator[ast.AST]:
    if other := computed.get(type(node.op)):
        yield ast.BinOp(left=node.left, op=other(), right=node.right)


def unary_changes(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield copy.deepcopy(node.operand)


def constant_changes(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, str) and " " not in value:
        yield ast.Constant(value=f"XX{value}")


def if_changes(node: ast.If | ast.IfExp) -> Iterator[ast.AST]:
    for always in (True, False):
        made = copy.deepcopy(node)
        made.test = ast.Constant(value=always)
        yield made


def comprehension_changes(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Iterator[ast.AST]:
    for at, generator in enumerate(node.generators):
        for condition in range(len(generator.ifs)):
            made = copy.deepcopy(node)
            del made.generators[at].ifs[condition]
            yield made


def return_changes(node: ast.Return) -> Iterator[ast.AST]:
    nothing = isinstance(node.value, ast.Constant) and node.value.value is None
    if node.value is not None and not nothing:
        yield ast.Return(value=ast.Constant(value=None))


def expression_changes(node: ast.Expr) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


def jump_changes(node: ast.Break | ast.Continue) -> Iterator[ast.AST]:
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def augmented_changes(node: ast.AugAssign) -> Iterator[ast.AST]:
    if other := computed.get(type(node.op)):
        yield ast.AugAssign(target=node.target, op=other(), value=node.value)


Changer = Callable[..., Iterator[ast.AST]]
kinds: dict[type[ast.AST], tuple[Changer, ...]] = {
    ast.Compare: (compare_changes,),
    ast.BoolOp: (bool_changes,),
    ast.BinOp: (binary_changes,),
    ast.UnaryOp: (unary_changes,),
    ast.Constant: (constant_changes,),
    ast.If: (if_changes,),
    ast.IfExp: (if_changes,),
    ast.ListComp: (comprehension_changes,),
    ast.SetComp: (comprehension_changes,),
    ast.GeneratorExp: (comprehension_changes,),
    ast.Return: (return_changes,),
    ast.Expr: (expression_changes,),
    ast.Break: (jump_changes,),
    ast.Continue: (jump_changes,),
    ast.AugAssign: (augmented_changes,),
}
