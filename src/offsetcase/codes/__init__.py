"""What codes, drug names and benefit words mean, for every room that must know: reading, cleaning, classifying."""
