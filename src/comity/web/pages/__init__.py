"""One module for each page or family of pages; each lists its own addresses as `urls`."""
