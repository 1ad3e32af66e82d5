"""What a record is: row classes, vocabularies, Arrow schemas, the data dictionary; imports nothing of ours."""
