"""Claim lines in, a ledger out: every line gets one disposition and the sums stay whole."""
