"""Files in, claim lines out: recognise the format, map its columns, parse its cells."""
