"""What Alembic runs: the migrations, on the connection and in the transaction that `run.migrate` opened."""

from alembic import context

from storage.database import VERSION_TABLE
from storage.migrations.run import column_type
from storage.schema_digests import metadata  # with its tables, all of them

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_item=column_type,
)
with context.begin_transaction():
    context.run_migrations()
