"""A process of a trial: asked line by line for pieces, until the one that asks is gone."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cejc.lib.settled import settle
from credits.governing import policy_held
from registry.machinery.services import demo_clock
from registry.rules.models import WhatIf
from registry.rules.queries.what_if_reading import Piece
from registry.rules.services.what_if_lanes import answered, trial_of


class Command(BaseCommand):
    help = "Counts pieces of a trial for the worker, which starts it; nobody types this."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what_if")

    def handle(self, *args: Any, what_if: str, **options: Any) -> None:
        demo_clock.apply()
        settle()
        trial = trial_of(WhatIf.objects.select_related("file").get(public_id=what_if))
        for line in sys.stdin:
            with policy_held():
                answer = answered(trial, Piece(**json.loads(line)))
            self.stdout.write(json.dumps(asdict(answer)))
            self.stdout.flush()
