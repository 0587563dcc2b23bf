from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from copilot.domain.record import Document, Failure
from copilot.domain.words import DocumentKind, Part, Side, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]

HEAD = (
    "From: Dana Ruiz <dana@harbour.example>\n"
    "To: Joel Sand <joel@vendor.example>\n"
    "Date: Tue, 10 Mar 2026 09:30:00 +0100\n"
    "Message-ID: <m1@harbour.example>\n"
)


def one(read: Read, content: str | bytes, key: str = "x.eml") -> Document:
    documents, failures = read(key, content)
    assert failures == []
    (document,) = documents
    return document


def texts(document: Document, part: Part) -> list[str]:
    return [passage.text for passage in document.passages if passage.part is part]


def test_a_message_becomes_a_document(read: Read) -> None:
    document = one(
        read,
        HEAD
        + "Cc: Ana <ana@partner.example>\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from\n =?utf-8?b?WsO8cmljaA==?=\n\n"
        + "Hello Joel,\r\n\r\nSSO by June?\r\n\r\n-- \r\nDana Ruiz\r\nVP Ops\r\n",
        "mail/x.eml",
    )
    assert document.id == "files:m1@harbour.example"
    assert document.kind is DocumentKind.EMAIL
    assert document.account == "harbour"
    assert document.title == "Grüße from Zürich"
    assert document.path == "raw/mail/x.eml"
    assert document.occurred_at == datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
    assert document.visibility is Visibility.SHARED
    assert document.thread == "m1@harbour.example"
    assert [(p.name, p.email, p.role, p.side) for p in document.participants] == [
        ("Dana Ruiz", "dana@harbour.example", "from", Side.CUSTOMER),
        ("Joel Sand", "joel@vendor.example", "to", Side.VENDOR),
        ("Ana", "ana@partner.example", "cc", Side.UNKNOWN),
    ]
    assert [(p.part, p.text) for p in document.passages] == [
        (Part.SUBJECT, "Grüße from Zürich"),
        (Part.BODY, "Hello Joel,\n\nSSO by June?"),
        (Part.SIGNATURE, "-- \nDana Ruiz\nVP Ops"),
    ]
    assert {p.speaker for p in document.passages} == {"Dana Ruiz"}
    assert {p.side for p in document.passages} == {Side.CUSTOMER}


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "cp1252"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("unknown-8bit", "utf-8"),
        ("x-nonsense", "cp1252"),
        (None, "utf-8"),
        (None, "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("koi8-r", "koi8-r"),
        ("gb2312", "gb18030"),
    ],
)
def test_wrong_missing_and_unknown_charsets(read: Read, declared: str | None, actual: str) -> None:
    text = {"koi8-r": "Добрый день, мы подписали договор вчера", "gb18030": "我们昨天签了合同,谢谢"}.get(
        actual, "Café “Zürich” – übermorgen öffnen wir, grüß Gott"
    )
    charset = f"Content-Type: text/plain; charset={declared}\n" if declared else ""
    content = (HEAD + charset + "Content-Transfer-Encoding: 8bit\n\n").encode() + text.encode(actual)
    assert texts(one(read, content), Part.BODY) == [text]


def test_html_only_and_alternatives(read: Read) -> None:
    html = EmailMessage()
    html["From"], html["To"] = "Dana Ruiz <dana@harbour.example>", "joel@vendor.example"
    html["Date"], html["Message-ID"] = "Tue, 10 Mar 2026 09:30:00 +0100", "<h@x.example>"
    html.set_content("<p>We leave <b>now</b>.</p><!-- say we stay --><blockquote>old</blockquote>", subtype="html")
    document = one(read, html.as_bytes())
    assert texts(document, Part.BODY) == ["We leave now."]
    assert texts(document, Part.QUOTED) == ["old"]
    both = EmailMessage()
    both["From"], both["Date"], both["Message-ID"] = html["From"], html["Date"], "<b@x.example>"
    both.set_content("Plain wins.")
    both.add_alternative("<p>Plain wins.</p><p style='display:none'>no</p>", subtype="html")
    assert texts(one(read, both.as_bytes()), Part.BODY) == ["Plain wins."]
    stub = EmailMessage()
    stub["From"], stub["Date"], stub["Message-ID"] = html["From"], html["Date"], "<s@x.example>"
    stub.set_content("Please view this in a browser.")
    stub.add_alternative("<p>" + "The real text is long. " * 40 + "</p>", subtype="html")
    assert texts(one(read, stub.as_bytes()), Part.BODY)[0].startswith("The real text is long.")


def test_flowed_text_is_joined(read: Read) -> None:
    head = HEAD + "Content-Type: text/plain; charset=utf-8; format=flowed\n\n"
    document = one(read, head + "One long \nparagraph goes \non.\n\n> quoted \n> too\n\n-- \nDana\n")
    assert texts(document, Part.BODY) == ["One long paragraph goes on."]
    assert texts(document, Part.QUOTED) == ["> quoted too"]
    assert texts(document, Part.SIGNATURE) == ["-- \nDana"]


def test_threads(read: Read) -> None:
    reply = (
        HEAD.replace("m1@", "m3@") + "References: <root@x> <m1@harbour.example>\nIn-Reply-To: <m1@harbour.example>\n"
    )
    assert one(read, reply + "\nok\n").thread == "root@x"
    only = HEAD.replace("m1@", "m2@") + "In-Reply-To: <m1@harbour.example>\n"
    assert one(read, only + "\nok\n").thread == "m1@harbour.example"
    bare = HEAD.replace("Message-ID: <m1@harbour.example>\n", "") + "Subject: Re: AW: The  Plan\n"
    document = one(read, bare + "\nok\n", "harbour/y.eml")
    assert document.thread == "subject:the plan"
    assert document.external_id == "harbour/y.eml"


def test_dates_fall_back(read: Read) -> None:
    undated = HEAD.replace("Date: Tue, 10 Mar 2026 09:30:00 +0100\n", "")
    received = (
        "Received: from a by b; Wed, 11 Mar 2026 10:00:00 +0000\nReceived: from c by a; Mon, 9 Mar 2026 10:00 +0000\n"
    )
    assert one(read, received + undated + "Date: someday\n\nhi\n").occurred_at == datetime(2026, 3, 11, 10, tzinfo=UTC)
    assert one(read, undated + "\nhi\n", "2026-03-12_hi.eml").occurred_at == datetime(2026, 3, 12, tzinfo=UTC)
    documents, failures = read("hi.eml", undated + "Date: Thu, 01 Jan 1970 00:00:00 +0000\n\nhi\n")
    assert documents[0].occurred_at is None
    assert [(failure.severity, failure.reason) for failure in failures] == [("conflict", "the message has no date")]


def test_internal_when_everybody_is_ours(read: Read) -> None:
    content = HEAD.replace("dana@harbour.example", "eve@eu.vendor.example")
    document = one(read, content + "\nThey will churn.\n", "harbour/x.eml")
    assert document.visibility is Visibility.INTERNAL
    assert {passage.visibility for passage in document.passages} == {Visibility.INTERNAL}


def test_a_request_for_discretion_covers_the_message(read: Read) -> None:
    document = one(read, HEAD + "Subject: news\n\nWe merge in May.\n\nPlease keep this between us.\n\nDana\n")
    assert document.visibility is Visibility.CONFIDENTIAL
    assert {passage.visibility for passage in document.passages} == {Visibility.CONFIDENTIAL}
    reply = HEAD + "\nThanks for telling me.\n\nOn 3 Mar 2026 at 10:00, Dana wrote:\n> Please keep this between us.\n"
    document = one(read, reply)
    assert document.visibility is Visibility.SHARED
    assert [p.visibility for p in document.passages] == [Visibility.SHARED, Visibility.CONFIDENTIAL]
    footer = "\nAll fine.\n\nDana\n\nThis e-mail is confidential and intended for the addressee only.\n"
    assert one(read, HEAD + footer).visibility is Visibility.SHARED


def test_attachments(read: Read) -> None:
    message = EmailMessage()
    message["From"], message["Date"], message["Message-ID"] = (
        "d@harbour.example",
        "Tue, 10 Mar 2026 09:30 +0100",
        "<a@x>",
    )
    message.set_content("See attached.")
    message.add_attachment("first\n\nsecond größer", filename="notes ü.txt")
    message.add_attachment("a;b\n1;2\n", subtype="csv", filename="t.csv")
    message.add_attachment("<p>page</p><!-- no -->", subtype="html", filename="p.html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="photo.png")
    message.add_attachment(b"broken", maintype="application", subtype="pdf", filename="f.pdf")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "old@harbour.example", "old"
    inner.set_content("the old words")
    message.add_attachment(inner)
    documents, failures = read("x.eml", message.as_bytes())
    (document,) = documents
    assert [(p.locator, p.text) for p in document.passages if p.part is Part.ATTACHMENT] == [
        ("notes ü.txt", "first"),
        ("notes ü.txt", "second größer"),
        ("t.csv", "a;b\n1;2"),
        ("p.html", "page"),
    ]
    assert texts(document, Part.FIELD) == ["notes ü.txt", "t.csv", "p.html", "photo.png", "f.pdf"]
    assert texts(document, Part.QUOTED) == ["the old words"]
    assert [(f.severity, f.locator) for f in failures] == [("conflict", "f.pdf")]


def test_only_a_quote_is_still_a_document(read: Read) -> None:
    document = one(read, HEAD + "Subject: Re: x\n\n> old words\n")
    assert texts(document, Part.QUOTED) == ["> old words"]
    assert texts(one(read, HEAD + "Subject: Re: ok, 3 pm\n\n\n"), Part.SUBJECT) == ["Re: ok, 3 pm"]


@pytest.mark.parametrize("content", ["", "\n\n", "no headers here, only text\n", "\x00\x01\x02"])
def test_no_message_at_all(read: Read, content: str) -> None:
    documents, failures = read("harbour/x.eml", content)
    assert documents == []
    (failure,) = failures
    assert failure.severity == "failure"
    assert failure.remedy


def test_cut_off_messages(read: Read) -> None:
    message = EmailMessage()
    message["From"], message["Date"], message["Message-ID"] = (
        "d@harbour.example",
        "Tue, 10 Mar 2026 09:30 +0100",
        "<t@x>",
    )
    message.set_content("The sound part.")
    message.add_attachment(base64.b64encode(b"x" * 3000), maintype="application", subtype="zip", filename="a.zip")
    raw = message.as_bytes()
    documents, failures = read("x.eml", raw[: len(raw) * 2 // 3])
    assert texts(documents[0], Part.BODY) == ["The sound part."]
    assert [failure.severity for failure in failures] == ["conflict"]
    assert "cut off" in failures[0].reason
    coded = base64.b64encode("Nothing but this — and cut".encode()).decode()
    head = HEAD + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    documents, failures = read("x.eml", head + coded[:-3])
    assert texts(documents[0], Part.BODY) == ["Nothing but this — and cu"]
    assert [failure.severity for failure in failures] == ["conflict"]
    lost = "Content-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: application/pdf\n\n"
    documents, failures = read("x.eml", HEAD + lost)
    assert documents == []
    assert [failure.severity for failure in failures] == ["failure"]


def test_a_mailbox_message_by_message(read: Read) -> None:
    second = HEAD.replace("m1@", "m2@").replace("10 Mar", "11 Mar") + "In-Reply-To: <m1@harbour.example>\n"
    third = HEAD.replace("m1@", "m3@") + "References: <m2@harbour.example>\n"
    content = (
        f"From dana Tue Mar 10 09:30:00 2026\n{HEAD}\nFirst.\n\nFrom here on 2 rules:\n>From now on 3.\n\n"
        f"From dana Tue Mar 10 09:30:00 2026\n{second}\nSecond.\n\n"
        f"From dana Tue Mar 10 09:30:00 2026\n{second}\nSecond again.\n\n"
        f"From x Tue Mar 10 09:30:00 2026\nX-Other: 1\n\nnot a message\n\n"
        f"From dana Tue Mar 10 09:30:00 2026\n{third}\nThird.\n"
    )
    documents, failures = read("harbour/box.mbox", content)
    assert [texts(document, Part.BODY) for document in documents] == [
        ["First.\n\nFrom here on 2 rules:\nFrom now on 3."],
        ["Second."],
        ["Third."],
    ]
    assert {document.thread for document in documents} == {"m1@harbour.example"}
    assert [failure.locator for failure in failures] == ["message 4"]


def test_two_accounts_in_one_message(read: Read) -> None:
    documents, failures = read("harbour/x.eml", HEAD + "Cc: x@haul.example\n\nhi\n")
    assert documents == []
    assert failures[0].reason.startswith("ambiguous")
    assert "harbour" in failures[0].reason
    assert "mill-haulage" in failures[0].reason


def test_odd_headers_do_not_stop_a_message(read: Read) -> None:
    content = (
        b"From: =?utf-8?q?broken <dana@harbour.example>\nTo: undisclosed-recipients:;\n"
        b'Cc: "R\xfciz, Ana" <a@harbour.example>\n'
        b"Date: 10 Mar 2026 09:30\nMessage-ID: no brackets\nSubject: =?x-none?b?!!!?= caf\xe9\n"
        b"Content-Type: text/plain;;charset=\n\nhi\n"
    )
    documents, _ = read("x.eml", content)
    assert documents[0].occurred_at == datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    assert "Rüiz, Ana" in [person.name for person in documents[0].participants]
    assert texts(documents[0], Part.BODY) == ["hi"]
