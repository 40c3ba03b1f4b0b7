"""Why a release is not made; apart from what makes it, which takes seconds to import."""


class CannotPublish(Exception):
    """No release was made; the message says why and what to do."""
