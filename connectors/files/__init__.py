"""Records that lie in a folder: mail, calls, notes, office files, ticket exports, CRM tables."""

from connectors.files.connector import FilesConnector

__all__ = ["FilesConnector"]
