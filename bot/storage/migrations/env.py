"""What alembic runs to take the steps: on the connection that it is given, and in the transaction that this is in."""

from alembic import context

from bot.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
