"""Reads values by model name from standard input, and checks that the generated models keep all of their data."""
import json
import sys
from datetime import datetime

import postern_api.models as models


def same(sent, kept):
    """Models omit null, add defaults, and write timestamps with other precision."""
    if isinstance(sent, dict):
        present = {name: value for name, value in sent.items() if value is not None}
        return isinstance(kept, dict) and present.keys() <= kept.keys() and all(same(value, kept[name]) for name, value in present.items())
    if isinstance(sent, list):
        return isinstance(kept, list) and len(sent) == len(kept) and all(map(same, sent, kept))
    return sent == kept or (isinstance(sent, str) and datetime.fromisoformat(sent) == datetime.fromisoformat(kept))


checked = 0
for name, values in json.load(sys.stdin).items():
    model = getattr(models, name)
    for value in values:
        kept = json.loads(model.from_dict(value).to_json())
        if not same(value, kept):
            sys.exit(f"{name} does not keep its data.\nReceived: {json.dumps(value)}\nKept: {json.dumps(kept)}")
        checked += 1
print(f"{len(vars(models))} models, {checked} values")
