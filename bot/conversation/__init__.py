"""How a message finds its handler: commands as values, the router, step-by-step forms, limits."""
