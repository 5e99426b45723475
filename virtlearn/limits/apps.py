from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "virtlearn.limits"
    label = "limits"
