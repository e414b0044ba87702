"""The steps from each released schema to the next, run by Alembic."""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection

_ONE_AT_A_TIME = Lock()  # QUIRK: Alembic keeps the context of a migration in globals of its modules


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the database behind ``connection`` to ``revision``, in one transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(__file__).parent))
    steps = script._upgrade_revs  # noqa: SLF001  # alembic.command does the same
    environment = EnvironmentContext(Config(), script, fn=lambda found, _: steps(revision, found))
    with _ONE_AT_A_TIME, environment as context, connection.execution_options(write=True).begin():
        context.configure(connection=connection)  # sees that it is in a transaction, and makes none for each step
        context.run_migrations()
