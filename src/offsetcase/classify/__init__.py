"""What a claim line was for: a drug class, a service, or honestly unknown."""
