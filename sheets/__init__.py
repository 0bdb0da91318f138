"""What a page shows, as JSON and as files: its cards and tables, drawn by the page itself."""
