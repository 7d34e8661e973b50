"""Evidence: sources, speakers, claims, clues, and the measures that decide them."""
