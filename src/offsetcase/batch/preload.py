"""What the process from which workers are forked loads once: libraries, data files and templates, no state that a worker could harm."""

from __future__ import annotations

import contextlib
import os

# The draws are one-dimensional: threads of the linear algebra library would only stand in the workers' way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import offsetcase.batch.work  # noqa: F401 - loads all that a letter needs
from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.model.places import samples_root
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import build_case  # which loads all that a letter needs
from offsetcase.render.html import letter_html
from offsetcase.render.pdf import load

with contextlib.suppress(OffsetcaseError):  # each case says which library is missing, and how it is installed
    load()
# One letter's page, thrown away: what it reads and compiles would take each worker longer than its first letter.
with contextlib.suppress(OffsetcaseError, OSError):
    letter_html(argue(build_case(Request((samples_root() / "conditional" / "claims.csv",), draws=0))))
