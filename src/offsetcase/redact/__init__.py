"""A case made shareable: pseudonyms, moved dates, known fields only, and the proof that it still gives the same result."""
