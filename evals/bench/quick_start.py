"""LangChain's quick-start for a folder of mail, as the rival of the product's indexing."""

from __future__ import annotations

import email
from collections.abc import Sequence
from email.policy import default
from pathlib import Path

from copilot.domain.errors import SettingsError
from retrieval.embedding import Embedder

__all__ = ["index_folder"]

BATCH = 5000
"""Chunks added at a time; Chroma takes at most 5,461."""


def index_folder(raw: Path, store: Path, embedder: Embedder) -> int:
    """Split the decoded text of every message into pieces of 1000 characters with 200 of overlap, and add
    them to one Chroma collection; returns how many. Raises SettingsError where LangChain is not installed."""
    try:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise SettingsError(
            f"the rival needs a package that is not installed ({error.name})",
            "Run `pip install langchain-chroma langchain-text-splitters`",
        ) from error

    class Wrapped(Embeddings):
        """The product's own embedder, for LangChain."""

        def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
            return [vector.tolist() for vector in embedder.embed(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    loaded = [Document(_text(file), metadata={"source": str(file)}) for file in sorted(raw.rglob("*.eml"))]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = splitter.split_documents(loaded)
    collection = Chroma("mail", Wrapped(), persist_directory=str(store))
    for start in range(0, len(pieces), BATCH):
        collection.add_documents(pieces[start : start + BATCH])
    return len(pieces)


def _text(file: Path) -> str:
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body is not None else ""
