"""The text of the sample documents and the writers that put it into each format."""
