"""Staff's orders by mail: what their lines say, what is done, and the mail that confirms it."""
