"""What is kept: the only place with SQL, and the only one that seals."""
