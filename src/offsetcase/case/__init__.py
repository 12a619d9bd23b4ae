"""What the user says about the case: case.toml and the command's options, checked."""
