"""How often one caller asks: a person by who it is, anybody else by the network it comes from."""

from ipaddress import IPv6Address, ip_address
from typing import Any

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

NETWORK_BITS = 64  # of IPv6: what one household or one rented machine has for itself


class AnonymousThrottle(AnonRateThrottle):
    def get_ident(self, request: Any) -> str:
        return network_of(super().get_ident(request) or "")


class PersonThrottle(UserRateThrottle):
    def get_ident(self, request: Any) -> str:
        return network_of(super().get_ident(request) or "")


def network_of(address: str) -> str:
    """An IPv4 address as it is, of an IPv6 address its /64; what is none, as it is."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(IPv6Address(int(ip) >> NETWORK_BITS << NETWORK_BITS))
