"""What is measured of the server, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["MEDIA_TYPE", "Gauges"]

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Gauges:
    """The counters of one server; labels are route templates, never what somebody typed."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "csm_copilot_requests", "Requests answered.", ["route", "method", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "csm_copilot_request_seconds", "Time to answer a request.", ["route"], registry=self._registry
        )
        self._asks = Counter("csm_copilot_asks", "Questions answered.", ["outcome"], registry=self._registry)
        self._withheld = Counter("csm_copilot_withheld_claims", "Claims the guard withheld.", registry=self._registry)
        self.running = Gauge("csm_copilot_requests_running", "Requests being answered.", registry=self._registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def asked(self, *, abstained: bool, withheld: int) -> None:
        """Count an answer."""
        self._asks.labels("abstained" if abstained else "answered").inc()
        self._withheld.inc(withheld)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)
