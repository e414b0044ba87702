"""Personal data in texts: what should be masked before a text is public. Proposals; a person decides."""
