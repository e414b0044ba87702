"""Tells systemd that the service is up and alive; elsewhere it tells nobody."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


def notify(state: str, env: Mapping[str, str] = os.environ) -> None:
    """Say READY=1, WATCHDOG=1 or STOPPING=1 to the socket that systemd names, as sd_notify(3) does."""
    name = env.get("NOTIFY_SOCKET")
    if not name:
        return
    address = f"\0{name[1:]}" if name.startswith("@") else name  # Linux's abstract names
    # A watchdog that hears nothing ends the service by itself: no reason to fail here.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(0)  # who does not listen keeps nobody waiting
        line.sendto(state.encode("ascii"), address)
