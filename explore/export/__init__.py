"""A dataset in other programs' formats: Excel, CSV, a Data Package, Parquet, and any of them under pseudonyms."""
