"""From the mailbox to the ledger."""
