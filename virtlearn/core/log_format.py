"""Logging as Django's LOGGING wants it: lines of text, or a JSON object a line."""

from __future__ import annotations

from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS

# Of a record, beside Python's own, what is no field: whole requests, and what only text needs.
not_fields = ("request", "server_time", "status_code", "context")


def logging_config(form: str, level: str) -> dict[str, Any]:
    """`form`: "text" or "json"; every record also says for which request it was written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": "virtlearn.core.log_context.ContextFilter"},
            "secret_paths": {"()": "virtlearn.operation.routes.SecretPathFilter"},
        },
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s%(context)s: %(message)s"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "message", "request_id", "user_id"],
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
                "reserved_attrs": [*RESERVED_ATTRS, *not_fields],
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["context", "secret_paths"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        # It would say at each start what everybody knows, and a line for each bad request of
        # anybody.
        "loggers": {"uvicorn.error": {"level": "ERROR"}},
    }
