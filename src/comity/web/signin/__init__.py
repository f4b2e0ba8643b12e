"""Signing in: by e-mail address and password, with a code from an authenticator app where one is set up."""
