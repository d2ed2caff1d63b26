"""The field of 双包双联: counties, rules, points, plans, coverage, documents. Knows no solver library and no screen."""
