"""Rules of the routes that a JSON schema cannot express."""

import schemathesis


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A margin must be shorter than the window, which no schema compares: then 400 is right, in these words."""
    body = case.body if isinstance(case.body, dict) else {}
    policy = case.operation.schema.raw_schema["components"]["schemas"]["HoldPolicy"]["properties"]
    window = body.get("window") or policy["window"]["default"]
    is_too_long = (
        case.operation.label == "PUT /holds/{id}"
        and isinstance(body.get("margin"), (int, float))  # JSON may write 1 as 1.0.
        and isinstance(window, (int, float))
        and window - body["margin"] < 30 * 60_000
    )
    return not (
        is_too_long
        and response.status_code == 400
        and "margin must be at least 1800000 ms (30 minutes) less than window" in response.text
    )
