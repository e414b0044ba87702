"""What is done on the server to mails that are stored: a flag, or another folder. Repeating it changes nothing.

MOVE: RFC 6851; UID EXPUNGE: RFC 4315.
"""

from collections.abc import Collection, Sequence

from imapclient import IMAPClient

from skrzynka.intake.connection import MailboxError
from skrzynka.settings import Handled, ImapSettings


def handle(client: IMAPClient, settings: ImapSettings, kept: Collection[bytes], uids: Sequence[int]) -> None:
    """Flag or move mails of the selected folder; ``kept`` are the flags that it keeps (PERMANENTFLAGS)."""
    match settings.handled:
        case Handled.FLAG:
            _flag(client, settings, kept, uids)
        case Handled.MOVE:
            _move(client, settings, uids)


def _flag(client: IMAPClient, settings: ImapSettings, kept: Collection[bytes], uids: Sequence[int]) -> None:
    flag = settings.handled_flag.encode()
    if b"\\*" not in kept and flag not in kept:
        raise MailboxError(
            f'imap {settings.host}: the folder keeps no flags of one\'s own; set imap.handled to "leave" or "move"'
        )
    client.add_flags(uids, [flag], silent=True)


def _move(client: IMAPClient, settings: ImapSettings, uids: Sequence[int]) -> None:
    target = settings.handled_folder
    if not client.folder_exists(target):
        client.create_folder(target)
    if client.has_capability("MOVE"):
        client.move(uids, target)
        return
    if not client.has_capability("UIDPLUS"):
        # Without UID EXPUNGE everything that anybody marked as deleted would go.
        raise MailboxError(f'imap {settings.host}: can move no single mail; set imap.handled to "leave" or "flag"')
    client.copy(uids, target)
    client.delete_messages(uids, silent=True)
    client.uid_expunge(uids)
