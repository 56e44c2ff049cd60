"""Run `bench.alike` on the database that the environment names, such as the demo's.

CEJC_DEMO=true CEJC_DATA_DIR=var/demo nice .venv/bin/python -m bench.alike_run [papers] [files among which]
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    django.setup()

    from bench.alike import main

    asked = [int(one) for one in sys.argv[1:]]
    main(*(asked + [30, 400][len(asked) :]))
