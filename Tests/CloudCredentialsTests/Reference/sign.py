"""Writes Tests/Fixtures/aws-signatures.json: requests as botocore signs them, with fixed credentials and times.

    python3 Tests/CloudCredentialsTests/Reference/sign.py > Tests/Fixtures/aws-signatures.json     (needs botocore)
"""

import datetime
import json
from unittest import mock

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 5, 30, 9, 12, 44, tzinfo=datetime.timezone.utc)
KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
BEDROCK = "https://bedrock-runtime.eu-central-1.amazonaws.com"
ARN = "arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Aapplication-inference-profile%2Fabc"

CASES = [
    ("POST", f"{BEDROCK}/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse", '{"messages":[]}', None, "bedrock"),
    ("POST", f"{BEDROCK}/model/{ARN}/converse", '{"messages":[{"text":"Grüße"}]}', "session+token/==", "bedrock"),
    ("POST", f"{BEDROCK}/model/amazon.titan-embed-text-v2%3A0/invoke", '{"inputText":"x"}', None, "bedrock"),
    ("POST", "http://127.0.0.1:8080/model/m/converse", "{}", "token", "bedrock"),
    ("GET", "https://sts.eu-central-1.amazonaws.com/?Version=2011-06-15&Action=GetCallerIdentity", "", None, "sts"),
    ("GET", "https://sts.eu-central-1.amazonaws.com/?b=2&a=%2F%20x&a=1", "", None, "sts"),
    ("PUT", "https://bucket.s3.eu-central-1.amazonaws.com/acme/a%20b%2B%C3%BC.csv", "id,subject", None, "s3"),
    ("GET", "http://127.0.0.1:5000/bucket/?list-type=2&prefix=a%2Fb%20c&max-keys=2", "", "session+token/==", "s3"),
    ("POST", "https://s3.eu-central-1.amazonaws.com/my.bucket/key?uploads", "", None, "s3"),
    ("DELETE", "https://bucket.s3.eu-central-1.amazonaws.com/key?uploadId=a.b_c~d%2F", "", None, "s3"),
    ("HEAD", "https://bucket.s3.eu-central-1.amazonaws.com//two//slashes/", "", None, "s3"),
]


class FixedTime(datetime.datetime):
    @classmethod
    def utcnow(cls):
        return NOW.replace(tzinfo=None)

    @classmethod
    def now(cls, tz=None):
        return NOW if tz else NOW.replace(tzinfo=None)


def sign(method, url, body, token, service):
    headers = {"Content-Type": "application/json"} if body else {}
    request = AWSRequest(method=method, url=url, data=body.encode() or None, headers=headers)
    maker = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    auth = maker(Credentials(KEY, SECRET, token), service, "eu-central-1")
    patches = [mock.patch.object(botocore.auth.datetime, "datetime", FixedTime)] if hasattr(
        botocore.auth, "datetime") and hasattr(botocore.auth.datetime, "datetime") else []
    if hasattr(botocore.auth, "get_current_datetime"):
        patches = [mock.patch.object(
            botocore.auth, "get_current_datetime", lambda remove_tzinfo=True: NOW.replace(tzinfo=None))]
    for patch in patches:
        patch.start()
    auth.add_auth(request)
    for patch in patches:
        patch.stop()
    return {
        "method": method, "url": url, "body": body, "token": token, "service": service,
        "date": request.headers["X-Amz-Date"], "authorization": request.headers["Authorization"],
    }


print(json.dumps(
    {
        "botocore": botocore.__version__, "region": "eu-central-1", "accessKey": KEY, "secretKey": SECRET,
        "at": int(NOW.timestamp()), "cases": [sign(*case) for case in CASES],
    }, indent=2, ensure_ascii=False))
