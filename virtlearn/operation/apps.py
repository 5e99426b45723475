from __future__ import annotations

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Commands for whoever runs the site: backup, restore, database."""

    name = "virtlearn.operation"
