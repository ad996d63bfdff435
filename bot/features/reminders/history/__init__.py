"""What a person answered: as text, as a picture and as a table, for that person alone."""
