"""The ledger: every mail, its state, its tag and its history."""
