"""How do platforms talk to the portal? The API, its clients and webhooks.

It may know results and what is below, and calls the services that pages call. Start with `api/root.py`.
"""
