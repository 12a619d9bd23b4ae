"""Hostile inputs: mutated golden files, and coverage-guided harnesses. Nothing here ships in the wheel."""
