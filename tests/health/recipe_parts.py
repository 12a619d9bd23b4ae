"""What the walks of the recipes add to the tree, all of it invented: see ``recipes.py``."""

from __future__ import annotations

HEADINGS = ("Pony Day", "Pony Person", "Pony Service", "Pony Charge", "Pony Paid", "Pony Share", "Pony Claim")

FORMAT = """name = "Pony Express"
kind = "portal"
source = "invented for a test"
recognise = ["Pony Day", "Pony Charge", "Pony Paid"]

[columns]
service_date = "Pony Day"
person = "Pony Person"
description = "Pony Service"
billed = "Pony Charge"
plan_paid = "Pony Paid"
member_paid = "Pony Share"
claim_id = "Pony Claim"
"""
CLASS = """category = "medication.pony"
label = "pony medicine"
source = "invented for a test"
recorded = 2026-11-29

[drugs."ponyzepam"]
group = "pony"
brands = ["Ponyval"]
"""
CATEGORY = """
["medication.pony"]
label = "Pony medicines"
kind = "recurring"
counts_as = ["pony medicine", "pony medicines"]
counted = ["depression"]
share = "0.50"
"""
LETTER = """title = "A letter by pony"
short = "Letter by pony"
re = "RE: A LETTER BY PONY"
greeting = "To the stable:"
running = "pony"
sections = ["pony"]
exhibits = []
argues_cost = false
"""
SECTION = """<h2>By pony</h2>
<p>{{ field("member.name") }} is called {{ field("member.nickname") }} and paid {{ fact("window.last") }} last.</p>
<p>A visit nets {{ fact("average.per_visit") }}.</p>
"""
LAYOUT = """name = "Pony statement"
source = "invented for a test"
recognise = ["pony benefits"]

[columns]
service_date = ["pony day"]
description = ["pony service"]
billed = ["pony charge"]
plan_paid = ["pony paid"]
"""
COMMAND = '''"""``offsetcase pony``: a command of a test."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.case.kinds import Text
from offsetcase.case.options import option
from offsetcase.cli import options as o

EXAMPLES = "offsetcase pony --name Bella"


@dataclass(frozen=True, kw_only=True)
class PonyOptions:
    """What ``pony`` was asked."""

    name: str = option("", Text(), "Its name.")


@o.takes(PonyOptions)
def pony(asked: PonyOptions) -> int:
    """Name a pony."""
    from offsetcase.cli.pony_run import run_pony

    return run_pony(asked.name)
'''
COMMAND_RUN = '''"""What ``offsetcase pony`` does."""

from offsetcase.model.problem import usage_error


def run_pony(name: str) -> int:
    """Say it."""
    if not name:
        raise usage_error("E-PONY", "a pony needs a name.", "give it one.", "--name")
    print(f"a pony called {name}")
    return 0
'''
QUANTITY = '    graph.define("average.per_visit", Name("average.net") / Name("visits.expected"), USD)\n'
SOURCE_ENTRY = """
[pony2026]
indications = ["depression"]
order = 900
standing = "V"
read_in = "the stable's door"
verified = 2026-11-29
authors = "Pony A"
title = "Of riding"
journal = "J Ponies"
year = "2026"
required_for = ["depression"]
[pony2026.sentences]
limits = "Of 12 riders, 3 fell off."
"""
CONTRADICTION = """
[[rule]]
id = "pony"
topic = "a ride"
fields = ["member.statement"]
says = "never rode a pony"
unless = "as a child"
check = "any-day"
category = "tms"
shows = "the claims show {days} {day_word} of it, from {first} to {last}"
next = "say when you rode"
"""
SCREEN = """screens.pony = {
  render: async () => [paragraph(say("pony.lead"), "lead")],
};
"""
ACTION = '''"""The page's pony."""

from __future__ import annotations

from offsetcase.page.folder import ActionArguments, Folder


def ride(folder: Folder, said: ActionArguments) -> dict[str, str]:
    """Ride it."""
    return {"rode": "Bella"}
'''
