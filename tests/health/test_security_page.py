"""Each promise of SECURITY.md names a test that is there."""

from __future__ import annotations

import re

from support import ROOT


def test_every_link_leads_to_a_file() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert len(links) > 12 and [link for link in links if not (ROOT / link).is_file()] == []
    rows = [
        line
        for line in page.partition("## The promises")[2].splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    assert all("](" in row for row in rows[1:])
