"""What a command imports: seconds are lost here, and nobody sees where."""

import json
import os
import subprocess
import sys

HEAVY = ("pandas", "sklearn", "scipy", "streamlit", "alembic", "pyarrow", "altair")

_SCRIPT = """
import json, sys
from matinee.cli import main
names, commands = json.loads(sys.argv[1])
for words in commands:
    code = main(words)
    print(json.dumps([words, code, [name for name in names if name in sys.modules]]), file=sys.stderr)
"""


def assert_light(home, names, *commands):
    found = subprocess.run(
        [sys.executable, "-c", _SCRIPT, json.dumps([names, commands])],
        env=os.environ | {"MATINEE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    reports = [json.loads(line) for line in found.stderr.splitlines() if line.startswith("[")]
    assert reports == [[list(words), 0, []] for words in commands]


def test_everyday_commands_load_nothing_heavy(home):
    assert_light(
        home,
        HEAVY,
        ["rate", "perihelion", "5"],
        ["recommend"],
        ["recommend", "--json", "--genre", "crime", "--from", "umbra station"],
        ["history"],
        ["films", "list"],
        ["films", "show", "perihelion"],
        ["undo"],
    )


def test_help_loads_no_database_and_no_numbers(home):
    assert_light(home, (*HEAVY, "sqlalchemy", "numpy", "rapidfuzz"), ["recommend", "--help"])
