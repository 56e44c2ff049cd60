"""Fill an empty portal with the demo, through the services."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test.utils import override_settings

from cejc import clock
from cejc.lib.uploads import limited
from certification.demo import small, story
from certification.demo.given import given
from certification.demo.people import PASSWORD
from registry.machinery.services import audit
from registry.models import Membership, User

STORIES = {"whole": story.tell, "small": small.tell}
HASHERS = ["certification.demo.hasher.DemoHasher", *settings.PASSWORD_HASHERS]


EVERYWHERE = (("person1 … person200", "\t专业技术人员，办理进度各不相同"),)
WHOLE = (
    ("expert1 … expert4", "\t网络课程审定专家"),
    ("city1 … city4, local1, local2, faculty1, faculty2, central1, central2", "\t其他认定渠道的专业技术人员"),
)


class Command(BaseCommand):
    help = (
        "Make the demo data (only in the demo configuration, only once); --logins prints the demo's logins."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--logins", action="store_true", help="print who can log in, and as what")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CEJC_DEMO:
            raise CommandError("seed_demo works in the demo configuration only (CEJC_DEMO=1).")
        if options["logins"]:
            self._logins()
        elif User.objects.exists():
            self.stdout.write("The demo data is there already; nothing was changed.")
        else:
            self._seed()

    def _seed(self) -> None:
        audit.bind_request("seed-demo")
        if connection.vendor == "sqlite":
            # Nothing is lost that cannot be made again; the next connection syncs as usual.
            connection.cursor().execute("PRAGMA synchronous=OFF")
        # Two hundred argon2 hashes would cost a minute; logging in brings each hash up to date.
        with override_settings(PASSWORD_HASHERS=HASHERS), limited.own_files():
            STORIES[given("story")](say=lambda text: self.stdout.write(f"  {text}"))
        # Slips, handbooks and forms are drawn by the worker, which starts next.
        self.stdout.write(f"Demo data made; the demo's clock stands at {clock.now():%Y-%m-%d %H:%M}.")

    def _logins(self) -> None:
        self.stdout.write(f"password of every demo login: {PASSWORD}")
        for seat in Membership.objects.in_force().select_related("user", "organisation").order_by("pk"):
            self.stdout.write(
                f"{seat.user.username}\t{seat.user}\t{seat.organisation} · {seat.get_role_display()}"
            )
        self.stdout.write(f"newcomer\t{given('newcomer')}\t专业技术人员，还没有任何记录")
        whole = given("story") == "whole"
        for one in given("beside") if whole else ():
            self.stdout.write(f"{one['login']}\t{one['name']}\t专业技术人员，另按本行业的规定计学分")
        for who, what in (*EVERYWHERE, *(WHOLE if whole else ())):
            self.stdout.write(f"{who}\t{what}")
