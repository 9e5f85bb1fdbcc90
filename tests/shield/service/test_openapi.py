"""Does the service do what its OpenAPI says, for requests that a machine makes up from it?"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from tests.shield.service.running import Running

# What a machine makes up may be a text that is not UTF-8 in a path, or ids that are not there.
EXAMPLES = 15
# What a JSON schema cannot say, and the service refuses all the same.
UNSAID = (
    "Expected `int`, got `float`",  # to a schema 1.0 is an integer; a revision of 1.0 is somebody's mistake
    "a notice says where the content stands",
    "an item is one thing",
    "a complaint is about an item or an account",
    "a restriction names the item",
    "the policy has no category",
    "not an address",
    "usable key frames",
)


@pytest.mark.slow
def test_nothing_made_up_from_the_openapi_breaks_it(service: Running) -> None:
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{service.port}/v1/schema/openapi.json")
    headers = {"Authorization": f"Bearer {service.key}"}
    tried = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method.upper() == "DELETE":
            continue  # it would revoke the key that asks

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def try_it(case: schemathesis.Case) -> None:
            answer = case.call(headers=headers)
            try:
                case.validate_response(answer)
            except FailureGroup:
                if answer.status_code != 400 or not any(each in answer.text for each in UNSAID):
                    raise

        try:
            try_it()
        except FailureGroup as error:
            raise AssertionError(f"{operation.label}: {[str(each) for each in error.exceptions]}") from error
        tried.append(operation.label)
    assert len(tried) >= 15
    assert len(CHECKS.get_all()) >= 5
    assert service.check("after", "fine").status == 200
    assert "a fault of its own" not in service.said()
