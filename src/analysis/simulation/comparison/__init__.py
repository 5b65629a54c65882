"""Why two answers differ, and what several scenarios say together."""
