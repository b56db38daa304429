"""Runs the emulator for as long as standard input stays open, and marks whether it ended in order.

Usage: emulator.py MARKER
"""

import json
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time


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


def batch_streams():
    """It calls a function with each change of a table as it comes; AWS waits for more, as long as the mapping says."""
    from ministack.services import lambda_svc

    poll = lambda_svc._poll_dynamodb_streams
    polled_at = 0.0

    def poll_each_second():
        nonlocal polled_at
        if time.monotonic() - polled_at < 1:
            return False
        polled_at = time.monotonic()
        return poll()

    lambda_svc._poll_dynamodb_streams = poll_each_second


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


def run_marked(marker):
    from ministack.app import main

    leave_alarms_alone()
    update_tables_in_place()
    authorize_batches_as_single_messages()
    take_loopback_for_secure()
    authorize_parameters_by_path()
    batch_streams()
    marker.write_text(str(os.getpid()))
    try:
        main()
    except SystemExit:
        # Told to stop before it served anything: the saved state is as it was.
        pass
    # Only an orderly stop comes here, with the state on disk.
    marker.unlink()


marker = pathlib.Path(sys.argv.pop())
threading.Thread(target=stop_with_parent, daemon=True).start()

# Lambdas are unpacked there: away from the repository, whose package.json and node_modules they must not find above
# them. Set before the emulator is imported, which asks for the directory at once.
with tempfile.TemporaryDirectory(prefix="postern-", ignore_cleanup_errors=True) as directory:
    tempfile.tempdir = directory
    run_marked(marker)
