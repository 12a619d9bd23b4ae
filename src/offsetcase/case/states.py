"""The states, the district and the territories, each with insurance rules of its own."""

from __future__ import annotations

STATES = (
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY",
    "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK",
    "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
)  # fmt: skip


def state_code(value: str) -> str:
    """Two letters in capitals, or nothing.

    Raises:
        ValueError: it is not a state.
    """
    value = value.upper()
    if value and value not in STATES:
        raise ValueError('it should be the two letters of a state, like "WA"')
    return value
