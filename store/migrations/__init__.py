"""The steps from each released schema to the next, run by Alembic."""

from pathlib import Path

from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the database behind ``connection`` to ``revision``, in one transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(__file__).parent))
    with EnvironmentContext(Config(), script, fn=lambda found, _: script._upgrade_revs(revision, found)) as context:  # noqa: SLF001  # alembic.command does the same
        context.configure(connection=connection.execution_options(write=True))
        with connection.begin():
            context.run_migrations()
