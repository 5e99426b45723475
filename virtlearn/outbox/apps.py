from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "virtlearn.outbox"
    label = "outbox"
