"""Who counts as one caller of the API."""

import pytest
from django.test import Client

from portal.api.throttles import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:DB8:1:2:ffff::9", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("http://[", "http://["),
    ],
)
def test_a_network_is_one_caller(address, network):
    assert network_of(address) == network


@pytest.mark.django_db
def test_all_of_one_network_share_its_limit_and_its_neighbour_has_another():
    def get(host):
        return Client(REMOTE_ADDR=f"2001:db8:1:{host}").get("/api/v1/campaigns/").status_code

    own = [get(f"2::{number:x}") for number in range(1, 62)]

    assert own == [200] * 60 + [429]
    assert get("3::1") == 200
