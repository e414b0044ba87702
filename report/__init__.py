"""The official report: composed once, written as a web page, PDF, Word, spreadsheet and CSV."""
