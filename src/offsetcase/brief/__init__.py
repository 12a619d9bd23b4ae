"""Many cases together: what a batch of letters shows, with nobody to be found in it."""
