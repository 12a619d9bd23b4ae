"""What the rooms hand each other. Imports nothing of ours."""
