"""What the processes that serve pages do when they begin: gunicorn reads this module by its name."""

from __future__ import annotations

import os
import signal
from typing import Any

from comity.site.processes import end_with_parent


def post_fork(server: Any, worker: Any) -> None:
    """End with the process above, at once: it would keep the port, and whoever starts again needs it.

    What was being answered is left in doubt, as by any kill; its form's key settles it when it is sent again.
    """
    end_with_parent(signal.SIGKILL)
    if os.getppid() != worker.ppid:  # gone before the system was asked
        os._exit(1)
