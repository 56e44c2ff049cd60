"""Look at a site's file and at the notice that it names, before anybody is served by them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cejc.site import Site, SiteInvalid, at
from credits.engine import BUNDLED, Policy, PolicyInvalid, load_file


class Command(BaseCommand):
    help = "Checks site.toml of a site (SITE unless named), its policy and its folder; opens no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("site", nargs="?", default=settings.CEJC_SITE, help="folder of sites/, or a path")

    def handle(self, *args: Any, site: str, **options: Any) -> None:
        try:
            found = at(site)
            policy = load_file(_policy_file(found))
        except (SiteInvalid, PolicyInvalid) as fault:
            raise CommandError(str(fault)) from None
        if faults := list(_faults(found, policy)):
            raise CommandError("\n".join(f"{found.folder}：{fault}" for fault in faults))
        place, regions = found.names["place"], len(found.regions)
        self.stdout.write(f"{found.name}\t{place}\t{regions} 个地区\t{policy.name}\t{policy.title}")


def _policy_file(found: Site) -> Path:
    return found.policy_file if found.policy_file.exists() else BUNDLED / f"{found.policy}.toml"


def _faults(found: Site, policy: Policy) -> list[str]:
    faults = []
    if policy.name != found.policy:
        faults.append(f"policy：{_policy_file(found).name} 的名称是 {policy.name}")
    if found.look.style and not (found.folder / "static" / found.look.style).exists():
        faults.append(f"look.style：static/{found.look.style} 不存在")
    regions = {one.code for one in found.regions}
    for certificate in policy.certificates.values():
        faults += [
            f"regions：政策的证书 {certificate.id} 用到地区 {code}，这里没有列出"
            for code in certificate.regions
            if code not in regions
        ]
    return faults
