"""Runs the emulator for as long as standard input stays open, and marks whether it ended in order.

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
from root_credentials import draw_function_credentials, verify_root


def stop_with_parent():
    """Standard input ends when the process that started us ends, however it ends."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def update_tables_in_place():
    """Its own handler takes a global table for one with another name and replaces it, without its items."""
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"]
    update = handlers["update"]

    def update_in_place(name, old, new, stack):
        return update(name, {"TableName": name, **old}, {"TableName": name, **new}, stack)

    handlers["update"] = update_in_place


def authorize_parameters_by_path():
    """It asks IAM about all parameters, where AWS asks about the path that a request is for."""
    from ministack.core import iam_actions

    resource_of = iam_actions.extract_resource_arn

    def resource_with_path(service, method, path, headers, body, query_params, region, account_id):
        if headers.get("x-amz-target", "").endswith(".GetParametersByPath"):
            return f"arn:aws:ssm:{region}:{account_id}:parameter{json.loads(body)['Path']}"
        return resource_of(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = resource_with_path


def leave_alarms_alone():
    """It knows no dimensions, no M of N and no missing data: the runner evaluates them, and sets their states."""
    from ministack.services import cloudwatch

    cloudwatch._evaluate_alarm = lambda alarm: None


def batch_log_deliveries():
    """It calls a subscriber with each line as it comes; AWS collects for some seconds, which is far less work."""
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
            # In the account and region of whoever logs.
            timer = threading.Timer(0.5, contextvars.copy_context().run, [deliver_waiting, group])
            timer.daemon = True
            timer.start()

    cloudwatch_logs._fanout_to_subscription_filters = deliver_soon


def batch_streams():
    """It calls a function with each change of a table as it comes; AWS waits for more, as long as the mapping says."""
    from ministack.services import lambda_svc

    poll = lambda_svc._poll_dynamodb_streams
    idle_since = 0.0

    def poll_after_a_second():
        nonlocal idle_since
        if time.monotonic() - idle_since < 1:
            return False
        # What has gathered is worked off at once, however many batches it takes.
        processed = poll()
        if not processed:
            idle_since = time.monotonic()
        return processed

    lambda_svc._poll_dynamodb_streams = poll_after_a_second


def authorize_batches_as_single_messages():
    """It asks IAM about an action for batches, which AWS doesn't have: there it takes the right to send a message."""
    from ministack.core import iam_actions

    action_of = iam_actions.extract_iam_action

    def action_of_batch(*args, **kwargs):
        action = action_of(*args, **kwargs)
        return "sqs:SendMessage" if action == "sqs:SendMessageBatch" else action

    iam_actions.extract_iam_action = action_of_batch


def take_loopback_for_secure():
    """It speaks plain HTTP, to this machine alone: a policy that refuses that would refuse every request."""
    from ministack import app

    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, secure_transport: pin_request_origin(source_ip, True)


def save_stream_records():
    """It saves how far each function has read a table's stream, but not the records: the next ones would be skipped."""
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


# What the emulator makes of its own port: the URLs of queues and of APIs.
OWN_ADDRESS = re.compile(r"(http://(?:[a-f0-9]{8}\.execute-api\.localhost|localhost(?=:\d+/\d{12}/))):\d+")


def follow_port(state, port):
    """It keeps the port of the start that created a resource in its saved address: this start may use another."""
    for file in state.glob("*.json"):
        saved = file.read_text()
        moved = OWN_ADDRESS.sub(rf"\1:{port}", saved)
        if moved == saved:
            continue
        times = file.stat()
        aside = file.with_suffix(".moved")
        aside.write_text(moved)
        # When the state was saved is told to the user after a crash.
        os.utime(aside, ns=(times.st_atime_ns, times.st_mtime_ns))
        aside.replace(file)


def run_marked(marker):
    from ministack import app
    from ministack.app import main

    leave_alarms_alone()
    update_tables_in_place()
    authorize_batches_as_single_messages()
    take_loopback_for_secure()
    authorize_parameters_by_path()
    batch_log_deliveries()
    batch_streams()
    save_stream_records()
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
        # Told to stop before it served anything: the saved state is as it was.
        pass
    # Only an orderly stop comes here, with the state on disk.
    marker.unlink()


# The state holds secrets.
os.umask(0o077)
marker = pathlib.Path(sys.argv.pop())
threading.Thread(target=stop_with_parent, daemon=True).start()

# Lambdas are unpacked there: away from the repository, whose package.json and node_modules they must not find above
# them. Set before the emulator is imported, which asks for the directory at once.
with tempfile.TemporaryDirectory(prefix="postern-", ignore_cleanup_errors=True) as directory:
    tempfile.tempdir = directory
    run_marked(marker)
