from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "virtlearn.people"
    label = "people"
