"""Where a monitor gets figures."""

from ipaddress import IPv4Address
from typing import Self

from pydantic import IPvAnyAddress, model_validator

from skrzynka.settings.values import Port, Section


class MetricsSettings(Section):
    """Where a monitor gets figures: on this machine only, unless more is asked for in so many words."""

    port: Port
    host: IPvAnyAddress = IPv4Address("127.0.0.1")
    open_to_the_network: bool = False

    @model_validator(mode="after")
    def _here(self) -> Self:
        if not (self.host.is_loopback or self.open_to_the_network):
            raise ValueError(
                f"{self.host} can be reached from other machines, without a password; write 127.0.0.1, or add"
                " open_to_the_network = true if that is meant"
            )
        return self
