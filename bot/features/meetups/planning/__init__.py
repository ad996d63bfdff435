"""The dialogue in which an organiser sets up or changes a meet-up, and sees what is planned."""
