"""The trace of a draft as OpenTelemetry's spans, received by a real OTLP receiver on loopback."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)

from copilot.telemetry import open_telemetry
from tests.conftest import Folder
from tests.integration.test_llm_drafting import SENSORS, WRONG, _repaired, ask, no_key, synced, writing
from tests.model_server import Answer

__all__ = ["no_key", "synced"]


class _Receiver(TraceServiceServicer):
    def __init__(self) -> None:
        self.got: queue.Queue[Any] = queue.Queue()

    def Export(self, request: Any, _: Any) -> Any:  # noqa: N802 - the protocol's name
        self.got.put(request)
        return ExportTraceServiceResponse()

    def spans(self) -> list[Any]:
        """The spans of the first batch."""
        batch = self.got.get(timeout=20)
        return [span for resource in batch.resource_spans for scope in resource.scope_spans for span in scope.spans]


@contextmanager
def receiving() -> Iterator[tuple[str, _Receiver]]:
    receiver = _Receiver()
    server = grpc.server(ThreadPoolExecutor(2))
    add_TraceServiceServicer_to_server(receiver, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}", receiver
    finally:
        server.stop(None).wait()


@pytest.fixture(autouse=True)
def no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        monkeypatch.delenv(name, raising=False)


def _told(span: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


def test_a_draft_its_section_and_its_calls_are_spans_without_any_text(synced: Folder) -> None:
    script = _repaired(WRONG["an invented quote"][0])
    with receiving() as (endpoint, receiver):
        with writing(synced, script, otel=endpoint, price_in=1.0, api_key="sk-mine-0123456789abcdef") as (opened, _):
            draft = ask(opened)
        spans = receiver.spans()
    (whole,) = [span for span in spans if span.name == "draft"]
    (section,) = [span for span in spans if span.name == "section"]
    calls = sorted((span for span in spans if span.name == "call"), key=lambda one: one.start_time_unix_nano)
    assert section.parent_span_id == whole.span_id
    assert {call.parent_span_id for call in calls} == {section.span_id}
    assert [_told(call)["csm_copilot.prompt"] for call in calls] == ["answer", "repair"]
    assert [_told(call)["csm_copilot.refused"] for call in calls] == [1, 0]
    assert sum(_told(call)["gen_ai.usage.input_tokens"] for call in calls) == draft.trace["tokens_in"]
    told = _told(whole)
    assert told["csm_copilot.draft.id"] == draft.trace["id"]
    assert told["gen_ai.request.model"] == "openai:scripted"
    assert told["gen_ai.usage.output_tokens"] == draft.trace["tokens_out"]
    assert told["csm_copilot.cost_usd"] == draft.trace["cost_usd"] > 0
    for outer, inner in ((whole, section), (section, calls[0]), (section, calls[1])):
        assert outer.start_time_unix_nano <= inner.start_time_unix_nano < inner.end_time_unix_nano
        assert inner.end_time_unix_nano <= outer.end_time_unix_nano
    everything = "\n".join(map(str, spans))
    for hidden in ("kiln", "sensors", SENSORS, "Dana", "acme", "What drops out", "sk-mine", "do not stand in"):
        assert hidden not in everything


def test_a_model_that_fails_is_a_fault_with_our_reason(synced: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as (endpoint, receiver):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        with writing(synced, lambda *_: Answer(status=401)) as (opened, _):
            ask(opened)
        spans = receiver.spans()
    assert {span.name for span in spans} == {"draft", "section", "call"}
    assert {span.status.message for span in spans} == {"the model's server refused the key"}


def test_without_an_endpoint_nothing_is_sent() -> None:
    assert open_telemetry() is None


def test_a_protocol_whose_package_is_missing_stops_no_draft(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert open_telemetry("http://127.0.0.1:4318") is None
    assert "opentelemetry-exporter-otlp-proto-http" in caplog.text
