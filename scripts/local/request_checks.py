"""Checks requests against botocore's models of the services: the emulator accepts requests that AWS rejects."""

import base64
import binascii
import functools
import re

from botocore.parsers import ResponseParserError
from botocore.validate import ParamValidator
from request_parameters import UnknownOperation, parameters_of


def check_requests(path):
    """Writes the faults of every request to a file, one in each line."""
    from ministack.core import iam_actions

    action_of = iam_actions.extract_iam_action
    file = open(path, "w", buffering=1)

    def action_after_check(service, method, path, headers, body, query_params):
        action = action_of(service, method, path, headers, body, query_params)
        for fault in faults_of(service, method, path, headers, body, query_params):
            file.write(f"{action}: {fault}\n")
        return action

    iam_actions.extract_iam_action = action_after_check


def faults_of(*request):
    """The reasons for which AWS rejects a request."""
    try:
        read = parameters_of(*request)
    except UnknownOperation as unknown:
        return [f"no such operation: {unknown}"]
    except (AttributeError, KeyError, TypeError, ValueError, ResponseParserError) as error:
        return [f"the parameters cannot be read: {error!r}"]
    if read is None or read[0].input_shape is None:
        return []
    operation, parameters = read
    faults = []
    decoded = decode(operation.input_shape, parameters, "", faults)
    report = ParamValidator().validate(decoded, operation.input_shape)
    return [*report.generate_report().splitlines(), *faults]


def decode(shape, value, name, faults):
    """The value with decoded blobs. Adds the constraints that ParamValidator ignores: maximum, enum and pattern."""
    if value is None:
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            key: decode(shape.members[key], each, f"{name}.{key}", faults) if key in shape.members else each
            for key, each in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        check_maximum(shape, len(value), name, faults)
        return [decode(shape.member, each, f"{name}[{index}]", faults) for index, each in enumerate(value)]
    if shape.type_name == "map" and isinstance(value, dict):
        check_maximum(shape, len(value), name, faults)
        for key in value:
            decode(shape.key, key, f"{name} (key)", faults)
        return {key: decode(shape.value, each, f"{name}.{key}", faults) for key, each in value.items()}
    if shape.type_name == "blob" and isinstance(value, str):
        return decode_blob(shape, value, name, faults)
    if shape.type_name == "string" and isinstance(value, str):
        check_text(shape, value, name, faults)
    elif shape.type_name in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        check_maximum(shape, value, name, faults)
    return value


def decode_blob(shape, value, name, faults):
    try:
        decoded = base64.b64decode(value, validate=True)
    except binascii.Error:
        faults.append(f"{name} is not Base64")
        return b""
    check_maximum(shape, len(decoded), name, faults)
    return decoded


def check_text(shape, value, name, faults):
    check_maximum(shape, len(value), name, faults)
    if shape.enum and value not in shape.enum:
        faults.append(f"{name} is not one of {', '.join(shape.enum)}")
    pattern = compiled(shape.metadata.get("pattern"))
    if pattern and not pattern.fullmatch(value):
        faults.append(f"{name} does not match {pattern.pattern}")


@functools.cache
def compiled(pattern):
    """The pattern, or None if it uses syntax that Python does not have."""
    try:
        return re.compile(pattern) if pattern else None
    except re.error:
        return None


def check_maximum(shape, size, name, faults):
    maximum = shape.metadata.get("max")
    if maximum is not None and size > maximum:
        faults.append(f"{name} exceeds the maximum {maximum}")
