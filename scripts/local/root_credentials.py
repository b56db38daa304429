"""Makes the emulator verify its root credentials as it verifies all others.

By default it treats the access key `test`, 12 digits and requests without an access key as root, and verifies no root
signature.
The credentials are in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY).
"""

import hashlib
import os


def verify_root():
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id
    from ministack.services import sts

    root = os.environ["AWS_ACCESS_KEY_ID"]
    identity_of = iam_evaluator.resolve_caller_identity

    def is_root(access_key_id):
        return access_key_id == root

    def identity(access_key_id):
        if not is_root(access_key_id):
            return identity_of(access_key_id)
        account = get_account_id()
        return {
            "accessKey": access_key_id,
            "accountId": account,
            "userArn": f"arn:aws:iam::{account}:root",
            "userId": account,
            "principalOrgId": iam_evaluator._principal_org_id(account),
            "session": None,
        }

    iam_evaluator.is_root_access_key = sts.is_root_access_key = is_root
    # This function exempts access keys from signature verification.
    iam_evaluator._is_root_key = lambda access_key_id: False
    iam_evaluator.resolve_caller_identity = identity
    iam_evaluator.enforce = leave_unsigned_calls_to_apis(iam_evaluator)


def leave_unsigned_calls_to_apis(iam_evaluator):
    """Passes unsigned calls to the deployed API, whose authorizer and routes decide on them."""
    enforce = iam_evaluator.enforce

    def enforce_signed(access_key_id, iam_action, *args, **kwargs):
        is_signed = access_key_id or iam_evaluator._signed_request.get() is not None
        if iam_action == "execute-api:Invoke" and not is_signed:
            return None
        return enforce(access_key_id, iam_action, *args, **kwargs)

    return enforce_signed


def draw_function_credentials():
    """The emulator derives the credentials of a function from its ARN, which is not secret. This adds the root secret."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    credentials_of = lambda_runtime.execution_credentials
    salt = hashlib.sha256(f"functions:{os.environ['AWS_SECRET_ACCESS_KEY']}".encode()).hexdigest()

    def salted(config):
        # The digest covers the whole ARN of the role; the role name is the part after the last slash.
        role = config.get("Role", "").rsplit("/", 1)[-1]
        return credentials_of({**config, "Role": f"{salt}/{role}"})

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = salted
