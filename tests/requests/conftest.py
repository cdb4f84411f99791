from tests.requests.clamd import clamd as clamd
