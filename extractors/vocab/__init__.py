"""The rules and vocabularies, as data."""
