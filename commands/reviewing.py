"""The command that opens the full-screen app."""

import sys
from typing import Annotated

import typer

from skrzynka import SkrzynkaError
from skrzynka.commands import context
from skrzynka.tongue import say


def review(
    ctx: typer.Context,
    public: Annotated[
        bool, typer.Option("--public", help="Go through texts that wait to be confirmed for the public.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Who is at work; else your login name.")] = None,
    config: context.Config = None,
) -> None:
    """Go through what waits for a person, the most doubtful first, in a full-screen app; ? shows its keys.

    What is done is saved at once. Several people may work at the same time: nobody is shown what another looks at.

    Example: skrzynka review
    """
    try:
        from skrzynka.review.publishing import PublicWindow
        from skrzynka.review.tagging import TagWindow
    except ModuleNotFoundError as error:
        raise SkrzynkaError(
            say('review needs Textual; install it: pip install "skrzynka[review]"'),
        ) from error
    from skrzynka.commands.redacting import mask_names
    from skrzynka.review.work import Work, doubtful, unpublished

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SkrzynkaError(say("review needs a terminal; `skrzynka list --needs-review` prints what waits"))
    with context.ledger(ctx, config) as (chosen, ledger):
        work = Work(ledger, unpublished if public else doubtful, by or context.login_name(), context.now)
        zone = chosen.consultation.zone
        window = PublicWindow(work, zone, mask_names(chosen)) if public else TagWindow(work, zone, chosen.scope_records)
        window.run()
