"""What the tables of the case file are made of: a table that knows its names, text without tricks, and a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from offsetcase.case.days import typed_day
from offsetcase.model.text import plain


class CaseTable(BaseModel):
    """A table of the case file; a name that it doesn't know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _clean_text(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("it should be text in quotation marks")
    if isinstance(value, int):
        value = str(value)
    if isinstance(value, str):
        if len(value) > 5000:
            raise ValueError("it is longer than 5,000 characters")
        return plain(value).strip()
    return value


Text = Annotated[str, BeforeValidator(_clean_text)]
Day = Annotated[dt.date, BeforeValidator(typed_day)]
