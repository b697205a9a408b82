"""Lists on pages: found, read record by record, and followed from page to page."""
