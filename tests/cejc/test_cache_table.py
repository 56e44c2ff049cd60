"""The shared cache's table is there after `migrate` alone: the tests' own database gets it from the test runner."""

import os
import subprocess
import sys

from django.conf import settings

TABLES = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "contenttypes", verbosity=0)  # one is enough: it tells all that it is through
from django.core.cache import cache
cache.set("counted", 1)
print(cache.get("counted"))
"""


def test_a_new_database_can_count_limits_after_migrate(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CEJC_")}
    env = kept | {
        "DJANGO_SETTINGS_MODULE": "cejc.settings",
        "CEJC_DEMO": "true",
        "CEJC_DATA_DIR": str(tmp_path),
        "CEJC_FONT_DIR": str(settings.CEJC_FONT_DIR),
    }
    done = subprocess.run(
        [sys.executable, "-c", TABLES],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.returncode) == ("1", 0), done.stderr
