"""The commands of Comity, one module each; `main` lists them."""
