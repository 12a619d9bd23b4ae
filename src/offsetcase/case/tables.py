"""What every table of the case file is: its fields and no others, and dates that a calendar of ours holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

# From a date outside these, a deadline may lie where no calendar reaches.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Table(BaseModel):
    """One table of the case file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*")
    @classmethod
    def _of_our_time(cls, value: Any) -> Any:
        if isinstance(value, dt.date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"the year {value.year} can't be meant; write a year between {FIRST_YEAR} and {LAST_YEAR}")
        return value
