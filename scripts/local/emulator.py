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


def take_loopback_for_encrypted():
    """Topics and queues refuse what comes unencrypted, and here everything does, without leaving this machine."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolve_as_encrypted(key, context):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_as_encrypted


def run_marked(marker):
    from ministack.app import main

    leave_alarms_alone()
    take_loopback_for_encrypted()
    update_tables_in_place()
    authorize_parameters_by_path()
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
