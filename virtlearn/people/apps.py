from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "virtlearn.people"
    label = "people"

    def ready(self) -> None:
        from virtlearn import checks  # noqa: F401 - importing registers them
