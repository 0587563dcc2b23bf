"""A made-up e-mail-heavy corpus: reply chains that quote what went before, signatures, some HTML."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

__all__ = ["write_corpus"]

ACCOUNTS = 10
LONGEST_CHAIN = 6
_OPENINGS = ("Hi {0},", "Hello {0},", "{0},", "Dear {0},", "Morning {0}")
_SUBJECTS = "rollout export invoice audit training outage licences API report integration contract workshop".split()
_TOPICS = (
    "the nightly export", "the gate readers", "our second site", "the audit trail", "seat counts", "the sandbox",
    "single sign-on", "the invoice for March", "the mobile app", "the month-end report", "data residency", "the pilot",
    "the API limits", "the training day", "translations", "the maintenance window",
    "the old spreadsheets", "permissions",
)  # fmt: skip
_SAYINGS = (
    "I looked at {t} again and {x}, which is not what {p} told us in {m}.",
    "Could you tell me by {d} who looks after {t} on your side, since {p} has moved to another team?",
    "We counted {n} cases in {m} alone, mostly around {t}.",
    "{p} is happy with {t} so far; {x}, but nobody here minds much.",
    "Please leave {t} as it is until {d}, our own people are still busy with {u}.",
    "For {t} we would need about {n} more hours and a decision from {p}.",
    "As agreed on the call, {t} comes first and {u} can wait until {m}.",
    "It took {n} minutes this time, down from {k}, so whatever you did to {t} helped.",
    "Honestly, {u} worries me more than {t}: {x}.",
    "{p} asked for the numbers behind {u} before {d}, can you send what you have?",
    "Nothing new on {t}; we expect to hear from legal in {m}.",
    "We paid {n} euros too much because {u} was counted twice, and {x}.",
)
_FACTS = (
    "it stops at row {n}", "half of the crew cannot see it", "the totals differ by {n}", "it works on my machine only",
    "the vendor before you had the same trouble", "the file arrives {n} minutes late", "two sites never got the mail",
    "the figures look right now", "the board wants to see it in {m}", "someone in {m} switched it off",
)  # fmt: skip
_NAMES = (
    "Ilse Brandt", "Tomas Rek", "Adaeze Obi", "Noor Haddad", "Piet Vos", "Lena Fors", "Joao Prado", "Mei Tan",
    "Owen Pryce",     "Sana Malik", "Rosa Timm", "Karl Weber", "Yuki Sato", "Bea Lund", "Ivo Maric", "Zofia Wilk",
)  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()


def write_corpus(folder: Path, documents: int, seed: int = 5) -> None:
    """Write `documents` messages of `ACCOUNTS` accounts as a workspace: accounts.csv and raw/<account>/mail/.

    A chain is up to `LONGEST_CHAIN` messages long, each quoting all before it; everybody signs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        f"acct{n:02},Account {n},acct{n:02}.example,mid,10000,2027-01-31,{_NAMES[0]},ilse@vendor.example,,"
        for n in range(ACCOUNTS)
    ]
    header = "account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id"
    (folder / "accounts.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    made = chain = 0
    while made < documents:
        rng = random.Random(f"{seed}/{chain}")
        length = min(rng.randint(1, LONGEST_CHAIN), documents - made)
        mail = folder / "raw" / f"acct{chain % ACCOUNTS:02}" / "mail"
        mail.mkdir(parents=True, exist_ok=True)
        for n, message in enumerate(_chain(rng, chain, length)):
            (mail / f"{chain:05}_{n}.eml").write_bytes(bytes(message))
        made += length
        chain += 1


def _chain(rng: random.Random, chain: int, length: int) -> list[EmailMessage]:
    host = f"acct{chain % ACCOUNTS:02}.example"
    people = [(rng.choice(_NAMES), host), (rng.choice(_NAMES), "vendor.example")]
    subject = f"{rng.choice(_SUBJECTS)}: {rng.choice(_TOPICS)} ({chain})"
    moment = datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(hours=rng.randint(0, 9000))
    earlier = ""
    ids: list[str] = []
    messages: list[EmailMessage] = []
    for n in range(length):
        (writer, domain), (reader, other) = people if n % 2 == 0 else people[::-1]
        body = _body(rng, reader.split()[0], writer, domain)
        message = EmailMessage()
        message["From"] = f"{writer} <{_address(writer, domain)}>"
        message["To"] = f"{reader} <{_address(reader, other)}>"
        message["Date"] = format_datetime(moment)
        message["Subject"] = subject if n == 0 else f"Re: {subject}"
        ids.append(f"<{chain}.{n}@{domain}>")
        message["Message-ID"] = ids[-1]
        if n:
            message["In-Reply-To"] = ids[-2]
            message["References"] = " ".join(ids[:-1])
        message.set_content(f"{body}\n\n{earlier}" if earlier else body)
        quoted = "\n".join(f"> {line}" for line in f"{body}\n\n{earlier}".rstrip().split("\n"))
        earlier = f"On {moment:%a, %d %b %Y at %H:%M}, {writer} <{_address(writer, domain)}> wrote:\n{quoted}\n"
        moment += timedelta(hours=rng.randint(1, 60))
        messages.append(message)
    return messages


def _body(rng: random.Random, reader: str, writer: str, domain: str) -> str:
    paragraphs = [" ".join(_sentence(rng) for _ in range(rng.randint(2, 4))) for _ in range(rng.randint(1, 4))]
    signature = f"-- \n{writer}\n{rng.choice(_SUBJECTS).title()} lead, {domain}\n+49 30 {rng.randint(10**6, 10**7)}"
    greeting = rng.choice(_OPENINGS).format(reader)
    return "\n\n".join(
        [
            greeting,
            *paragraphs,
            f"{rng.choice(('Best', 'Thanks', 'Cheers', 'Kind regards'))},\n{writer.split(maxsplit=1)[0]}",
            signature,
        ]
    )


def _sentence(rng: random.Random) -> str:
    fact = rng.choice(_FACTS).format(n=rng.randint(2, 900), m=_one(rng, _MONTHS))
    topic, other = rng.sample(_TOPICS, 2)
    said = rng.choice(_SAYINGS).format(
        t=topic,
        u=other,
        x=fact,
        p=_one(rng, _NAMES),
        m=_one(rng, _MONTHS),
        d=_one(rng, _DAYS),
        n=rng.randint(2, 900),
        k=rng.randint(900, 2000),
    )
    return said[0].upper() + said[1:]


def _one(rng: random.Random, among: Sequence[str]) -> str:
    return rng.choice(among)


def _address(name: str, domain: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@{domain}"
