"""What a mail says: its language and the scope it speaks of."""
