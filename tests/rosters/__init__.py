"""Rosters as offices hand them in, each made by a function that tells its story, and what must come of it."""
