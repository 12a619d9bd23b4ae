"""Many letters at once: jobs, the work of one, the run, and the summary."""
