from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    released = "0003_name_search"  # later ones run beside an old version: cejc/lib/db/unstopped.py
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.db.models.signals import post_migrate

        from cejc.lib.db import guards
        from registry import guards as own
        from registry import wiring
        from registry.keys import checks as signing_checks  # noqa: F401
        from registry.machinery import checks  # noqa: F401
        from registry.machinery.services import site_in_use
        from registry.people.services import device, second_factor

        guards.keep(self, own.ALL, own.NO_TRUNCATE)
        wiring.connect()
        post_migrate.connect(site_in_use.note, sender=self)
        user_logged_in.connect(device.on_login)
        user_logged_out.connect(device.on_logout)
        authenticator_added.connect(second_factor.on_added)
        authenticator_removed.connect(second_factor.on_removed)
