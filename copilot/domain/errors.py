"""Everything that can go wrong and be told to a person in one line.

    CopilotError
    ├── SettingsError          copilot.toml, an environment variable or a workspace is unusable
    ├── InputError             an argument is unusable
    │   ├── UnknownAccount     no account goes by that name
    │   ├── AmbiguousAccount   several do, and nothing is guessed
    │   └── AudienceError      a file would show its reader what they may not see
    ├── CitationError          a quote does not stand in the passage it names
    ├── StoreError             the catalog or the vector store cannot be read or written
    │   └── StoreLocked        another process owns the embedded store
    ├── EmbeddingError         the embedder is missing, damaged or not the one the index was built with
    ├── MassDeletion           a source suddenly lists far fewer documents than before
    └── ConnectorError         a source cannot be read
        ├── TransientError     trying again later may help
        └── PermanentError     it will fail again until somebody changes something

Refusing to answer is not an error: it is a `Draft` whose `abstained` is true.
"""

from __future__ import annotations


class CopilotError(Exception):
    """One line for a person: what, what is wrong with it, and what to do about it.

    `problem` names the thing and what is wrong; `remedy`, where there is one, says what to do.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem.rstrip(".")
        self.remedy = remedy.rstrip(".")
        super().__init__(f"{self.problem}. {self.remedy}." if self.remedy else f"{self.problem}.")


class SettingsError(CopilotError):
    """copilot.toml, an environment variable or a workspace is unusable."""


class InputError(CopilotError):
    """An argument is unusable."""


class UnknownAccount(InputError):
    """No account goes by that name."""


class AmbiguousAccount(InputError):
    """Several accounts go by that name, and nothing is guessed."""


class AudienceError(InputError):
    """A file would show its reader what they may not see."""


class CitationError(CopilotError, ValueError):
    """A quote does not stand in the passage it names."""


class StoreError(CopilotError):
    """The catalog or the vector store cannot be read or written."""


class StoreLocked(StoreError):
    """Another process owns the embedded store."""


class EmbeddingError(CopilotError):
    """The embedder is missing, damaged or not the one the index was built with."""


class MassDeletion(CopilotError):
    """A source suddenly lists far fewer documents than before."""


class ConnectorError(CopilotError):
    """A source cannot be read."""


class TransientError(ConnectorError):
    """A source cannot be read now; trying again later may help."""


class PermanentError(ConnectorError):
    """A source cannot be read, and will not be until somebody changes something."""
