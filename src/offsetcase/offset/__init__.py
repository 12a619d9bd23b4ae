"""The economics: pure functions from a ledger and assumptions to figures and a verdict."""
