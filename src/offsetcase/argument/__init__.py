"""From figures to an argument: which sections, facts, references and blanks a letter holds."""
