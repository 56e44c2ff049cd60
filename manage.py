#!/usr/bin/env python
"""Django's command line for cejc."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cejc.settings")
    from cejc.lib.deep import deep

    if sys.argv[1:2] == ["convert"]:
        from credits.command_line import without_portal

        status = deep(without_portal, sys.argv[2:])
        if status is not None:
            sys.exit(status)
    from django.core.management import execute_from_command_line

    deep(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
