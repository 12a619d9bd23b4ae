"""What whole numbers may be, least and most, on the command line and in Python alike. Imports nothing, for the start's sake."""

LOOKBACK_MONTHS = (1, 600)
RUN_OUT_MONTHS = (0, 24)
DRAWS = (0, 1_000_000)
SEED = (0, 2**63 - 1)
