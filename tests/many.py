"""An act on many as its officer goes through it: tick, look at the list before, confirm."""


def listed(client, address, ticked):
    """The list before the act, for what was ticked on a page."""
    return client.post(address, ticked, follow=True)


def confirm(client, page, **values):
    """Press the button under the list before, where its form stands."""
    return client.post(page.request["PATH_INFO"], values)
