"""Parses commands of the AWS CLI and validates their parameters, without a request to AWS.

Reads a JSON list of argument lists, and prints a JSON list with the error of each, or null.
"""

import contextlib
import io
import json
import sys

from awscli.clidriver import CLIOperationCaller, create_clidriver
from awscli.customizations import waiters


class Success:
    status_code = 200
    headers = {}


driver = create_clidriver()
# Called after the parameters are validated and serialized. A result replaces the request.
driver.session.register("before-call", lambda **_: (Success(), {}))
# `aws … wait` would repeat its request in another session until the result is the expected one.
waiters.WaiterCaller = lambda session, _: CLIOperationCaller(session)


def error_of(arguments):
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
    return errors.getvalue().strip() or f"exit code {code}" if code else None


commands = json.load(sys.stdin)
errors = []
for command in commands:
    # `aws configure` reads values.
    sys.stdin = io.StringIO("\n" * 10)
    errors.append(error_of(command))
json.dump(errors, sys.stdout)
