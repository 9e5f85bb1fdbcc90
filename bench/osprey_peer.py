"""How fast is the peer's engine on the same rules? Run by ``bench_shield_osprey`` in the peer's own Python.

Takes on stdin, as JSON: ``rules`` (each an expression and the age below which it holds) and ``posts`` (text
and age); gives on stdout the processor seconds of each post, and which rules fired on it. Only the engine
runs (``execute``, synchronous): no broker, no labels, no output.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime

from osprey.engine.ast.sources import Sources
from osprey.engine.ast_validator import validate_sources
from osprey.engine.ast_validator.validator_registry import ValidatorRegistry
from osprey.engine.executor.execution_context import Action
from osprey.engine.executor.execution_graph import compile_execution_graph
from osprey.engine.executor.executor import execute
from osprey.engine.executor.udf_execution_helpers import UDFHelpers
from osprey.engine.stdlib import get_config_registry
from osprey.engine.stdlib.udfs.json_data import JsonData
from osprey.engine.stdlib.udfs.regex_match import RegexMatch
from osprey.engine.stdlib.udfs.rules import Rule
from osprey.engine.udf.registry import UDFRegistry
from osprey.worker._stdlibplugin.validator_regsiter import register_ast_validators
from osprey.worker.lib.singletons import CONFIG


def main() -> None:
    """Compile, warm up, run."""
    asked = json.load(sys.stdin)
    lines = ["Text: str = JsonData(path='$.text')", "Age: int = JsonData(path='$.age')"]
    for number, rule in enumerate(asked["rules"]):
        lines.append(
            f"R{number} = Rule(when_all=[RegexMatch(target=Text, pattern={rule['expression']!r}, "
            f"case_insensitive=True), Age < {rule['age']}], description='{number}')"
        )
    CONFIG.instance().configure_from_env()
    udfs = UDFRegistry.with_udfs(JsonData, RegexMatch, Rule)
    checks = ValidatorRegistry.from_validator_classes(
        {*register_ast_validators(), get_config_registry().get_validator()}
    )
    graph = compile_execution_graph(
        validate_sources(Sources.from_dict({"main.sml": "\n".join(lines)}), udfs, checks)
    )
    helpers, at = UDFHelpers(), datetime.now(UTC)
    spent, fired = [], []
    for round_ in range(2):  # the first warms up
        spent, fired = [], []
        for number, post in enumerate(asked["posts"]):
            start = time.process_time()
            action = Action(action_id=number, action_name="post", data=post, timestamp=at)
            found = execute(graph, helpers, action, None)
            spent.append(time.process_time() - start)
            if round_ and found.error_infos:
                raise SystemExit(f"the engine failed: {found.error_infos[0].error}")
            features = found.extracted_features
            fired.append([n for n in range(len(asked["rules"])) if features.get(f"R{n}")])
    json.dump({"seconds": spent, "fired": fired}, sys.stdout)


if __name__ == "__main__":
    main()
