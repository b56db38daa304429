"""Rules of Secrets Manager that the emulator does not have. docs/local-stack.md lists them with the documents of AWS."""

import time

VERSIONS_PER_DAY = 100
DAY_SECONDS = 86_400


def apply_secret_rules():
    from ministack.core.responses import error_response_json, json_response
    from ministack.services import secretsmanager as service

    create = service._create_secret
    put = service._put_secret_value
    replicate = service._replicate_secret_to_regions

    def create_once(data):
        _, secret = service._resolve(data.get("Name"))
        token = data.get("ClientRequestToken")
        if secret and not secret.get("DeletedDate") and has_value(secret["Versions"].get(token), data):
            return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token})
        response = create(data)
        if response[0] != 200 or token is None:
            return response
        # The token is the ID of the version. The emulator generates another one.
        _, created = service._resolve(data.get("Name"))
        for generated in list(created["Versions"]):
            created["Versions"][token] = created["Versions"].pop(generated)
        return json_response({"ARN": created["ARN"], "Name": created["Name"], "VersionId": token})

    def put_once(data):
        _, secret = service._resolve(data.get("SecretId"))
        if not secret or secret.get("DeletedDate"):
            return put(data)
        token = data.get("ClientRequestToken")
        version = secret["Versions"].get(token)
        if version and is_filled(version):
            if not has_value(version, data):
                message = "A version with this ClientRequestToken and a different value exists."
                return error_response_json("ResourceExistsException", message, 400)
            stages = list(version["Stages"])
            return json_response(
                {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token, "VersionStages": stages}
            )
        if len(versions_of_last_day(secret)) >= VERSIONS_PER_DAY:
            return error_response_json("LimitExceededException", "The secret has too many versions.", 400)
        response = put(data)
        keep_label_on_one_version(secret, token, data.get("VersionStages", []))
        return response

    def replicate_once(data):
        _, secret = service._resolve(data.get("SecretId"))
        existing = {status.get("Region") for status in (secret or {}).get("ReplicationStatus", [])}
        repeated = existing.intersection(each.get("Region") for each in data.get("AddReplicaRegions", []))
        if repeated:
            message = f"The secret is already replicated to {', '.join(sorted(repeated))}."
            return error_response_json("InvalidParameterException", message, 400)
        return replicate(data)

    service._create_secret = create_once
    service._put_secret_value = put_once
    service._replicate_secret_to_regions = replicate_once


def is_filled(version):
    return version.get("SecretString") is not None or version.get("SecretBinary") is not None


def has_value(version, data):
    return bool(version) and all(version.get(name) == data.get(name) for name in ("SecretString", "SecretBinary"))


def versions_of_last_day(secret):
    return [each for each in secret["Versions"].values() if each["CreatedDate"] > time.time() - DAY_SECONDS]


def keep_label_on_one_version(secret, version_id, labels):
    for other_id, other in secret["Versions"].items():
        if other_id != version_id:
            # The emulator moves AWSCURRENT itself.
            other["Stages"] = [each for each in other["Stages"] if each == "AWSCURRENT" or each not in labels]
