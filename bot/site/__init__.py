"""The knowledge base as pages for a browser: to read, search and print without the bot, and without the internet."""
