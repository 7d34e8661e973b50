"""What if: the same histories, on the same random numbers, with one thing changed."""
