"""The pages: they translate between a browser and the council's business, and know no rule of it."""
