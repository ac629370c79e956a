"""What stops a build and is not the build's fault: the reader sees one line and no report."""

from sphinx.errors import ExtensionError


class BookError(ExtensionError):
    """Something that an author or a reader can mend; the message says where it is."""
