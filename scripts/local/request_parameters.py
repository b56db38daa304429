"""Reads the operation and the parameters of a request, in the protocols of botocore's service models."""

import functools
import json
import re
from urllib.parse import parse_qsl, unquote

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import RpcV2CBORParser

# The names of botocore for services that the emulator names differently.
MODEL_NAMES = {"monitoring": "cloudwatch"}
CBOR_PATH = re.compile(r"/service/[^/]+/operation/([^/]+)")


class UnknownOperation(Exception):
    """The service has no such operation."""


def parameters_of(service, method, path, headers, body, query):
    """The model of the operation and its parameters; None for a service without a model or a document in XML."""
    model = model_of("apigatewayv2" if service == "apigateway" and path.startswith("/v2/") else service)
    if model is None:
        return None
    if target := headers.get("x-amz-target"):
        return operation_of(model, target.rpartition(".")[2]), json.loads(body or "{}")
    if called := CBOR_PATH.fullmatch(path):
        return operation_of(model, called[1]), cbor_of(body) if body else {}
    if model.metadata["protocol"].startswith("rest"):
        return rest_parameters(model, method, path, headers, body, first_of_each(query))
    fields = first_of_each(query) | dict(parse_qsl(body.decode(), keep_blank_values=True))
    operation = operation_of(model, fields.get("Action", ""))
    return operation, form_value(operation.input_shape, nested(fields))


@functools.cache
def model_of(service):
    loader = Loader()
    name = MODEL_NAMES.get(service, service)
    if name not in loader.list_available_services("service-2"):
        return None
    return ServiceModel(loader.load_service_model(name, "service-2"), name)


def operation_of(model, name):
    if name not in model.operation_names:
        raise UnknownOperation(name)
    return model.operation_model(name)


def cbor_of(body):
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


def first_of_each(query):
    return {name: value[0] if isinstance(value, list) else value for name, value in query.items()}


# Form-encoded requests: `Tags.member.1.Key=a`.


def nested(fields):
    """A tree of the fields: `A.B=c` becomes `{A: {B: c}}`."""
    tree = {}
    for name, value in fields.items():
        *parents, last = name.split(".")
        node = tree
        for each in parents:
            node = node.setdefault(each, {})
        node[last] = value
    return tree


def form_value(shape, node):
    if shape is None:
        return {}
    if node == "" and shape.type_name in ("structure", "list", "map"):
        node = {}
    if shape.type_name == "structure":
        named = {wire_name(member, name): (name, member) for name, member in shape.members.items()}
        return {
            named[key][0]: form_value(named[key][1], value) for key, value in node.items() if key in named
        }
    if shape.type_name == "list":
        items = node if shape.serialization.get("flattened") else node.get("member", {})
        return [form_value(shape.member, items[each]) for each in sorted(items, key=int)]
    if shape.type_name == "map":
        entries = node if shape.serialization.get("flattened") else node.get("entry", {})
        key, value = wire_name(shape.key, "key"), wire_name(shape.value, "value")
        return {each[key]: form_value(shape.value, each[value]) for each in entries.values()}
    return from_text(shape, node)


def wire_name(shape, default):
    return shape.serialization.get("name", default)


def from_text(shape, text):
    """The value of a text in a form, a path, a query or a header."""
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("float", "double"):
        return float(text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


# REST requests: parameters in the path, the query, the headers and the body.


def rest_parameters(model, method, path, headers, body, query):
    matching = [
        (operation, located_parameters(operation.input_shape, in_path, query, headers), literals)
        for operation, in_path, literals in rest_operations(model, method, path, query)
    ]
    if not matching:
        raise UnknownOperation(f"{method} {path}")
    operation, parameters, _ = max(matching, key=lambda each: (is_complete(*each[:2]), each[2]))
    in_body = body_parameters(model, operation.input_shape, body)
    return None if in_body is None else (operation, parameters | in_body)


def located_parameters(shape, in_path, query, headers):
    """The parameters in the path, the query and the headers."""
    sources = {"uri": in_path, "querystring": query, "header": headers}
    parameters = {}
    for name, member in shape.members.items() if shape else ():
        location = member.serialization.get("location")
        wire = wire_name(member, name)
        found = sources.get(location, {}).get(wire.lower() if location == "header" else wire)
        if found is not None:
            is_list = member.type_name == "list"
            parameters[name] = [from_text(member.member, found)] if is_list else from_text(member, found)
    return parameters


def is_complete(operation, parameters):
    """Whether every required parameter outside the body is present: a copy has the path of a PutObject."""
    shape = operation.input_shape
    required = shape.required_members if shape else ()
    return all(name in parameters for name in required if shape.members[name].serialization.get("location"))


def body_parameters(model, shape, body):
    """The parameters in a body; None for a document in XML."""
    payload = shape and shape.serialization.get("payload")
    if payload and shape.members[payload].type_name == "blob":
        return {payload: body}
    if shape is None or not body:
        return {}
    if model.metadata["protocol"] == "rest-xml":
        return None
    if payload:
        return {payload: json.loads(body)}
    names = {wire_name(member, name): name for name, member in shape.members.items()}
    return {names.get(key, key): value for key, value in json.loads(body).items()}


def rest_operations(model, method, path, query):
    """The operations whose templates match, their path parameters, and the size of the literal text of the template."""
    for template in templates_of(model.service_name):
        matched = template["path"].fullmatch(path)
        if matched and template["method"] == method and template["query"].items() <= query.items():
            in_path = {template["names"][group]: unquote(value) for group, value in matched.groupdict().items()}
            yield model.operation_model(template["operation"]), in_path, template["literals"]


@functools.cache
def templates_of(service):
    model = model_of(service)
    return [template_of(model, name) for name in model.operation_names]


def template_of(model, name):
    http = model.operation_model(name).http
    path, _, query = http["requestUri"].partition("?")
    pattern, names = "", {}
    for literal, parameter, greedy in re.findall(r"([^{]+)|\{([^}+]+)(\+?)\}", path):
        if parameter:
            group = f"p{len(names)}"
            names[group] = parameter
            pattern += f"(?P<{group}>{'.+' if greedy else '[^/]+'})"
        else:
            pattern += re.escape(literal)
    literal_query = dict(parse_qsl(query, keep_blank_values=True))
    literals = (len(literal_query), len(re.sub(r"\{[^}]+\}", "", path)))
    return {
        "operation": name,
        "method": http["method"],
        "path": re.compile(pattern + "/?"),
        "names": names,
        "query": literal_query,
        "literals": literals,
    }
