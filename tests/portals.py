"""Whole portals for tests of what happens to one from outside: each an environment, a database, a process in it."""

import json
import subprocess
from pathlib import Path

from tests import loaded
from tests.processes import SETUP

# People with their logged activities, evidence and the cleaned copies of it, and a slip.
PORTAL = """
from registry.machinery.services import job
from tests.certification.stages import cast
from tests.registry.activities.activity_factories import make_submitted
people = cast()
for rank in (3, 4):
    facts = {'level': 'prefectural', 'rank': rank, 'date': '2019-11-11'}
    make_submitted(people.person, 'award', title=f'获奖{rank}', facts=facts)
job.run_all()
"""
# Every row of every table, and every kept file, each as one line.
FACTS = """
import hashlib, json
from cejc.lib import storage
from django.db import connection
with connection.cursor() as cursor:
    rows = {}
    for table in connection.introspection.table_names():
        cursor.execute(f'SELECT * FROM "{table}"')
        rows[table] = sorted(repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)) for row in cursor.fetchall())
files = {name: hashlib.sha256(storage.open_(name).read()).hexdigest() for name in storage.names()}
print(json.dumps({'rows': rows, 'files': files}), flush=True)
"""
# A process with Django set up that does what a line of JSON says: starting one is most of what a test here costs.
READY = f"""{SETUP}
import json, sys
for line in sys.stdin:
    exec(json.loads(line))
"""
COMMAND = """
import io, json
from django.core.management import CommandError, call_command
out = io.StringIO()
try:
    call_command(*{command!r}, stdout=out)
    print(json.dumps([0, out.getvalue()]), flush=True)
except (CommandError, SystemExit) as fault:
    print(json.dumps([1, out.getvalue() + str(fault)]), flush=True)
"""


class Place:
    """A portal of its own: an environment, and a process in it."""

    def __init__(self, env):
        self.env = env
        self.process = self.start(READY, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start(self, code, **options):
        return loaded.start(["-c", code], self.env, **options)

    def python(self, code):
        """What the code prints: one line of JSON."""
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def manage(self, *command):
        """Did it end well, and what it said."""
        code, said = self.python(COMMAND.format(command=[str(one) for one in command]))
        return code == 0, said

    def taken(self, into):
        """The folder of a backup that was taken without a fault."""
        well, said = self.manage("backup", into)
        assert well, said
        return Path(said.split(": ")[0])

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
