"""How likely the target is, what would have to be true, and what the answer rests on."""
