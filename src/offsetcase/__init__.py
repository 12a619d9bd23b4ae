"""offsetcase: a patient's own claims, made into a letter that a health plan can say yes to."""

__version__ = "0.1.0"
