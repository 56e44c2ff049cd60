"""No table of its own. Django tells only applications with this module that `migrate` is through, and then
the shared cache's table is made (cejc/apps.py)."""
