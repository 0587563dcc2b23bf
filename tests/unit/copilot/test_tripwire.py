from __future__ import annotations

import socket

import pytest

from tests.conftest import ConnectionRefusedByTests


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80, 0, 0)])
def test_nothing_outside_this_machine_can_be_reached(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if len(address) > 2 else socket.AF_INET
    with socket.socket(family) as opened:
        with pytest.raises(ConnectionRefusedByTests):
            opened.connect(address)
        with pytest.raises(ConnectionRefusedByTests):
            opened.connect_ex(address)


def test_loopback_can_be_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as opened,
    ):
        assert opened.getpeername() == server.getsockname()
