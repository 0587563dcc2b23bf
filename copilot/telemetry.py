"""Traces of drafts for OpenTelemetry: a span for a draft, one for each section in it, one for each call in that.

They are made from a draft's own trace, of names, numbers and reasons in words of ours. No text of the record or of the
draft, no prompt, no account and no key stands in them; who may see more finds the draft by its id with
`csm-copilot trace ID`.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copilot.domain.draft import Draft

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

__all__ = ["Telemetry", "open_telemetry"]

_log = logging.getLogger(__name__)
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NANO = 1_000_000_000
_PATIENCE = 3
"""Seconds for a batch: a command ends no later for a collector that is away."""


def open_telemetry(endpoint: str = "") -> Telemetry | None:
    """What sends traces to an OTLP endpoint, or to the one in the environment; None where neither is given.

    Where the protocol that the environment asks for needs a package that is not installed, that is logged and nothing
    is sent: no draft fails for it.
    """
    if not endpoint and not any(os.environ.get(name) for name in _ENDPOINTS):
        return None
    protocol = next((os.environ[name] for name in _PROTOCOLS if os.environ.get(name)), "grpc")
    try:
        return Telemetry(_exporter(protocol, endpoint))
    except ImportError:
        _log.warning(
            "traces are not sent: OTLP over %s needs a package; install opentelemetry-exporter-otlp-proto-http",
            protocol,
        )
        return None


def _exporter(protocol: str, endpoint: str) -> SpanExporter:
    """The vendor's exporter. It reads the other OTEL_EXPORTER_OTLP_… variables (headers, timeout) by itself."""
    if protocol.startswith("http"):
        from importlib import import_module  # an optional package, unknown to the type checker where it is missing

        found = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        made: SpanExporter = found.OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None)
        return made
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    told = os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT")
    return OTLPSpanExporter(endpoint=endpoint or None, timeout=None if told else _PATIENCE)


class Telemetry:
    """Sends drafts' traces in the background. Close it: what waits is sent then."""

    def __init__(self, exporter: SpanExporter) -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "csm-copilot"}
        self._provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer: Tracer = self._provider.get_tracer("csm-copilot")

    def close(self) -> None:
        """Send what waits, and end."""
        self._provider.shutdown()

    def send(self, draft: Draft) -> None:
        """Send the trace of a draft that has just been finished."""
        trace = draft.trace
        end = time.time_ns()
        start = end - _nanoseconds(trace.get("seconds", 0))
        span = self._tracer.start_span("draft", start_time=start, attributes=_of_draft(draft))
        _fault(span, str(trace.get("fallback", "")))
        within = _within(span)
        for section in trace.get("sections", ()):
            self._section(section, str(trace.get("model", "")), start, within)
        span.end(end)

    def _section(self, section: Mapping[str, Any], model: str, start: int, within: Context) -> None:
        rounds = section["rounds"]
        first = min((_nanoseconds(step["at"]) for step in rounds), default=0)
        last = max(
            (_nanoseconds(step["at"] + step["seconds"] + step.get("guard_seconds", 0)) for step in rounds), default=0
        )
        told = {
            "csm_copilot.section": section["title"],
            "csm_copilot.evidence": len(section["evidence"]),
            "csm_copilot.refused": sum(len(step["refused"]) for step in rounds),
        }
        span = self._tracer.start_span("section", context=within, start_time=start + first, attributes=told)
        _fault(span, section["failed"])
        for step in rounds:
            self._call(step, model, start, _within(span))
        span.end(start + last)

    def _call(self, step: Mapping[str, Any], model: str, start: int, within: Context) -> None:
        told = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": model,
            "gen_ai.usage.input_tokens": step["tokens_in"],
            "gen_ai.usage.output_tokens": step["tokens_out"],
            "csm_copilot.prompt": step["prompt"],
            "csm_copilot.refused": len(step["refused"]),
            "csm_copilot.guard_seconds": step.get("guard_seconds", 0.0),
        }
        began = start + _nanoseconds(step["at"])
        span = self._tracer.start_span("call", context=within, start_time=began, attributes=told)
        _fault(span, step.get("failed", ""))
        span.end(began + _nanoseconds(step["seconds"]))


def _of_draft(draft: Draft) -> dict[str, str | int | float | bool]:
    trace = draft.trace
    told: dict[str, str | int | float | bool] = {
        "csm_copilot.draft.id": str(trace.get("id", "")),
        "csm_copilot.draft.kind": draft.kind.value,
        "csm_copilot.draft.audience": draft.audience.value,
        "csm_copilot.draft.drafter": str(trace.get("drafter", "")),
        "csm_copilot.draft.abstained": draft.abstained,
        "csm_copilot.draft.claims": len(list(draft.claims())),
        "csm_copilot.draft.withheld": len(draft.withheld),
    }
    if "model" in trace:
        told |= {
            "gen_ai.request.model": str(trace["model"]),
            "gen_ai.usage.input_tokens": int(trace["tokens_in"]),
            "gen_ai.usage.output_tokens": int(trace["tokens_out"]),
            "csm_copilot.cost_usd": float(trace["cost_usd"]),
        }
    return told


def _fault(span: Span, why: str) -> None:
    from opentelemetry.trace import Status, StatusCode

    if why:
        span.set_status(Status(StatusCode.ERROR, why))


def _within(span: Span) -> Context:
    from opentelemetry.trace import set_span_in_context

    return set_span_in_context(span)


def _nanoseconds(seconds: float) -> int:
    return int(seconds * _NANO)
