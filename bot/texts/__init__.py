"""Every sentence that is not knowledge, by key and language."""
