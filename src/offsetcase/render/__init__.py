"""From an argument to bytes: HTML, PDF, JSON and the terminal."""
