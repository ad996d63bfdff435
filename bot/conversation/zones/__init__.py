"""Time zones as people name them: by a city, a country, a zone or the clock on their wall."""
