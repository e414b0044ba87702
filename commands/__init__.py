"""The commands of the command line, thin."""
