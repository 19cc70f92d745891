"""The isolation report: somebody from next door tries to reach a council's everything, in a database that is running.

The neighbour is a council that exists inside one transaction and is rolled back with it (`ground.py`): nobody can ever
list, count or sign in to it, and a crash leaves nothing of it behind."""
