"""A case made shareable: pseudonyms, shifted dates, known fields only, and the proof that it still gives the same result."""
