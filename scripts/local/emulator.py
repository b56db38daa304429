"""Runs the emulator until standard input closes, and keeps a marker file unless it stops regularly.

Usage: emulator.py MARKER
"""

import contextvars
import json
import os
import pathlib
import re
import signal
import sys
import tempfile
import threading
import time

from function_processes import keep_after_errors, start_few_at_once
from gate import gated
from request_checks import check_requests
from root_credentials import draw_function_credentials, verify_root
from secret_rules import apply_secret_rules


def stop_with_parent():
    """Standard input closes when the parent process ends in any way."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def update_tables_in_place():
    """The emulator treats an updated global table as renamed, and replaces it without its items."""
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"]
    update = handlers["update"]

    def update_in_place(name, old, new, stack):
        return update(name, {"TableName": name, **old}, {"TableName": name, **new}, stack)

    handlers["update"] = update_in_place


def authorize_parameters_by_path():
    """The emulator authorizes GetParametersByPath for all parameters; AWS authorizes the path of the request."""
    from ministack.core import iam_actions

    resource_of = iam_actions.extract_resource_arn

    def resource_with_path(service, method, path, headers, body, query_params, region, account_id):
        if headers.get("x-amz-target", "").endswith(".GetParametersByPath"):
            return f"arn:aws:ssm:{region}:{account_id}:parameter{json.loads(body)['Path']}"
        return resource_of(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = resource_with_path


def disable_alarm_evaluation():
    """The emulator ignores dimensions, M of N and missing data. The start evaluates alarms and sets their states."""
    from ministack.services import cloudwatch

    cloudwatch._evaluate_alarm = lambda alarm: None


def batch_log_deliveries():
    """The emulator invokes a subscriber for each line; AWS collects lines for some seconds, which costs less."""
    from ministack.services import cloudwatch_logs

    deliver = cloudwatch_logs._fanout_to_subscription_filters
    waiting = {}
    lock = threading.Lock()

    def deliver_waiting(group):
        with lock:
            stream, events = waiting.pop(group)
        deliver(group, stream, events)

    def deliver_soon(group, stream, events):
        with lock:
            is_first = group not in waiting
            waiting.setdefault(group, (stream, []))[1].extend(events)
        if is_first:
            # The context variables contain the account and Region of the log group.
            timer = threading.Timer(0.5, contextvars.copy_context().run, [deliver_waiting, group])
            timer.daemon = True
            timer.start()

    cloudwatch_logs._fanout_to_subscription_filters = deliver_soon


def batch_streams():
    """The emulator invokes a function for each change of a table; AWS waits for the batching window of the mapping."""
    from ministack.services import lambda_svc

    poll = lambda_svc._poll_dynamodb_streams
    idle_since = 0.0

    def poll_after_a_second():
        nonlocal idle_since
        if time.monotonic() - idle_since < 1:
            return False
        # Processes all collected records without a pause between batches.
        processed = poll()
        if not processed:
            idle_since = time.monotonic()
        return processed

    lambda_svc._poll_dynamodb_streams = poll_after_a_second


def authorize_batches_as_single_messages():
    """The emulator authorizes sqs:SendMessageBatch, which is not an action of AWS: batches need sqs:SendMessage."""
    from ministack.core import iam_actions

    action_of = iam_actions.extract_iam_action

    def action_of_batch(*args, **kwargs):
        action = action_of(*args, **kwargs)
        return "sqs:SendMessage" if action == "sqs:SendMessageBatch" else action

    iam_actions.extract_iam_action = action_of_batch


def read_cors_settings_of_templates():
    """The emulator reads CORS settings of HTTP APIs by their names in the API, and stores those of templates as they are."""
    from ministack.services import apigateway

    def with_names_of_api(respond):
        return lambda settings, origin: respond({name[:1].lower() + name[1:]: settings[name] for name in settings}, origin)

    apigateway._cors_response_headers = with_names_of_api(apigateway._cors_response_headers)
    apigateway._cors_preflight_response = with_names_of_api(apigateway._cors_preflight_response)


def treat_loopback_as_secure():
    """The emulator serves plain HTTP on loopback only. A policy that requires TLS would deny every request."""
    from ministack import app

    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)


def save_stream_records():
    """The emulator saves the stream position of each function without the records: it would skip the next ones."""
    from ministack.services import dynamodb

    get_state = dynamodb.get_state
    load_state = dynamodb.load_persisted_state

    def state_with_records():
        return {**get_state(), "stream_records": dynamodb._stream_records, "stream_trimmed": dynamodb._stream_trimmed}

    def load_with_records(state):
        load_state(state)
        dynamodb._stream_records.update(state.get("stream_records", {}))
        dynamodb._stream_trimmed.update(state.get("stream_trimmed", {}))

    dynamodb.get_state = state_with_records
    dynamodb.load_persisted_state = load_with_records


AUTHORIZER_VARIABLE = re.compile(r"\$context\.authorizer\.(\w+)")


def render_authorizer_context():
    """The emulator renders no context of the authorizer in gateway responses. AWS renders it, and omits absent headers."""
    from ministack.services import apigateway_v1

    authorize = apigateway_v1._authorize_request_v1
    invoke = apigateway_v1._invoke_authorizer_lambda
    value_of = apigateway_v1._gateway_request_value
    respond = apigateway_v1._gateway_error_response
    received = contextvars.ContextVar("authorizer_context", default={})

    async def authorize_with_context(*args, **kwargs):
        received.set({})
        return await authorize(*args, **kwargs)

    async def invoke_and_keep_context(*args, **kwargs):
        result = await invoke(*args, **kwargs)
        body = (result or {}).get("body")
        policy = json.loads(body) if isinstance(body, (str, bytes)) and body else body
        received.set((policy.get("context") if isinstance(policy, dict) else None) or {})
        return result

    def value_with_context(source, request):
        if source.startswith("context.authorizer."):
            return received.get().get(source.removeprefix("context.authorizer."))
        return value_of(source, request)

    def respond_with_context(error, request):
        status, headers, body = respond(error, request)
        rendered = AUTHORIZER_VARIABLE.sub(lambda name: str(received.get().get(name[1], "")), body.decode())
        return status, headers, rendered.encode()

    apigateway_v1._authorize_request_v1 = authorize_with_context
    apigateway_v1._invoke_authorizer_lambda = invoke_and_keep_context
    apigateway_v1._gateway_request_value = value_with_context
    apigateway_v1._gateway_error_response = respond_with_context


class DeniedHandshakeError(Exception):
    """The authorizer of a handshake threw `Unauthorized`."""


def deny_unauthorized_handshakes():
    """The emulator returns 500 for every error of a WebSocket API's authorizer. AWS returns 401 for the error `Unauthorized`."""
    from ministack.services import apigateway, lambda_svc

    authorize = apigateway._authorize_ws_connect
    execute = lambda_svc._execute_function_with_config_scope
    in_handshake = contextvars.ContextVar("in_handshake", default=False)

    async def authorize_or_deny(*args, **kwargs):
        token = in_handshake.set(True)
        try:
            return await authorize(*args, **kwargs)
        except DeniedHandshakeError:
            return (401, "Unauthorized"), None
        finally:
            in_handshake.reset(token)

    def execute_and_deny(*args, **kwargs):
        result = execute(*args, **kwargs)
        body = (result or {}).get("body")
        if in_handshake.get() and isinstance(body, dict) and body.get("errorMessage") == "Unauthorized":
            raise DeniedHandshakeError
        return result

    apigateway._authorize_ws_connect = authorize_or_deny
    lambda_svc._execute_function_with_config_scope = execute_and_deny


# The URLs of queues and APIs, which contain the port of the emulator.
OWN_ADDRESS = re.compile(r"(http://(?:[a-f0-9]{8}\.execute-api\.localhost|localhost(?=:\d+/\d{12}/))):\d+")


def follow_port(state, port):
    """Saved URLs contain the port of the start that created the resource; this start may use another port."""
    for file in state.glob("*.json"):
        saved = file.read_text()
        moved = OWN_ADDRESS.sub(rf"\1:{port}", saved)
        if moved == saved:
            continue
        times = file.stat()
        temporary_file = file.with_suffix(".moved")
        temporary_file.write_text(moved)
        # Keeps the time of the save, which is printed after a crash.
        os.utime(temporary_file, ns=(times.st_atime_ns, times.st_mtime_ns))
        temporary_file.replace(file)


def run_marked(marker):
    from ministack import app
    from ministack.app import main

    disable_alarm_evaluation()
    update_tables_in_place()
    authorize_batches_as_single_messages()
    treat_loopback_as_secure()
    read_cors_settings_of_templates()
    authorize_parameters_by_path()
    batch_log_deliveries()
    batch_streams()
    save_stream_records()
    apply_secret_rules()
    if faults := os.environ.get("POSTERN_REQUEST_FAULTS"):
        check_requests(faults)
    render_authorizer_context()
    deny_unauthorized_handshakes()
    keep_after_errors()
    start_few_at_once()
    verify_root()
    draw_function_credentials()
    app.app = gated(app.app, lambda host, path: app._parse_execute_api_url(host, path) is not None)
    follow_port(pathlib.Path(os.environ["STATE_DIR"]), os.environ["GATEWAY_PORT"])
    marker.write_text(str(os.getpid()))
    try:
        main()
    except SystemExit:
        # Stopped before it served requests: the saved state is unchanged.
        pass
    # Reached only by a regular stop, after the state is saved.
    marker.unlink()


# The state contains secrets.
os.umask(0o077)
marker = pathlib.Path(sys.argv.pop())
threading.Thread(target=stop_with_parent, daemon=True).start()

# Lambda functions are unpacked outside of the repository, so that they do not resolve its package.json and
# node_modules. Set before the import of the emulator, which reads the directory on import.
with tempfile.TemporaryDirectory(prefix="postern-", ignore_cleanup_errors=True) as directory:
    tempfile.tempdir = directory
    run_marked(marker)
