"""What is asked of a person, and how an answer becomes a line of the case or rules file: the command and the page ask by it."""
