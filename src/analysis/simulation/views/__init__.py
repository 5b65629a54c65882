"""What the notebooks show of the evidence and of the draws, one question a module."""
