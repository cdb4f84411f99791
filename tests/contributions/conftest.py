from typing import Any

import pytest

from contributions.campaigns.models import Campaign
from tests.contributions.factories import CampaignFactory, leader_of, treasurer_of


@pytest.fixture
def campaign() -> Campaign:
    made: Campaign = CampaignFactory()
    return made


@pytest.fixture
def leader(campaign: Campaign) -> Any:
    return leader_of(campaign)


@pytest.fixture
def treasurer(campaign: Campaign) -> Any:
    return treasurer_of(campaign)
