"""What the process from which workers are forked loads once: libraries only, no state that a worker could harm."""

from __future__ import annotations

import os

# The draws are one-dimensional: threads of the linear algebra library would only stand in the workers' way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import offsetcase.batch.work  # noqa: F401 - loads all that a letter needs
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render.pdf import load

try:
    load()
except OffsetcaseError:  # each case says which library is missing, and how it is installed
    loaded = False
else:
    loaded = True
