"""One row by its key, through a statement that is compiled once.

Every page asks for a session and a user. `objects.get` builds its query anew each time, which takes
ten times as long as the database does.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import connections, models, router

M = TypeVar("M", bound=models.Model)


class Compiled(NamedTuple):
    """What Django's compiler makes of `filter(pk=…)`."""

    alias: str
    sql: str
    names: list[str]
    converters: list[tuple[int, list[Any], Any]]


class RowByKey(Generic[M]):
    """Rows of `model` by primary key."""

    def __init__(self, model: type[M], sample: object) -> None:
        """`sample` is a value of the key's type, to compile the statement with."""
        self.model, self.sample = model, sample

    @cached_property
    def compiled(self) -> Compiled:
        alias = router.db_for_read(self.model)
        query = self.model._base_manager.using(alias).filter(pk=self.sample).query
        compiler = query.get_compiler(using=alias)
        sql, _parameters = compiler.as_sql()
        expressions = [select[0] for select in compiler.select]
        converters = [
            (position, functions, expression)
            for position, (functions, expression) in compiler.get_converters(expressions).items()
        ]
        return Compiled(alias, sql, [each.target.attname for each in expressions], converters)

    def get(self, key: int | str | UUID | None) -> M | None:
        """Give the row with that key, as `objects.get` would; None where there is none."""
        alias, sql, names, converters = self.compiled
        connection = connections[alias]
        if connection.vendor == "sqlite" and not connection.queries_logged:
            # Straight to the driver: Django's cursor takes three times as long as SQLite.
            connection.ensure_connection()
            with connection.wrap_database_errors:
                row = connection.connection.execute(sql.replace("%s", "?"), (key,)).fetchone()
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql, [key])
                row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for position, functions, expression in converters:
            for convert in functions:
                values[position] = convert(values[position], expression, connection)
        return self.model.from_db(alias, names, values)
