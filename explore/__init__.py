"""What people look at: the comparison page, the evidence page, ready queries, exports. Reads the dataset only."""
