"""Every way in which who is who changes: each change is made by somebody, for a reason, and recorded."""
