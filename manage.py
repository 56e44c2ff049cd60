#!/usr/bin/env python
"""Django's command line for cejc."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    from django.core.management import execute_from_command_line

    from cejc.lib.deep import deep

    deep(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
