from django.apps import AppConfig


class CreditsConfig(AppConfig):
    """How many hours is this worth, under which policy, and why?"""

    name = "credits"
    verbose_name = "学时折算政策"
