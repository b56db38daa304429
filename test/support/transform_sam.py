"""Transforms a SAM template from standard input into a CloudFormation template, as `sam deploy` does."""

import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

POLICIES = {
    "AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

template = yaml_parse(sys.stdin.read())
json.dump(Translator(POLICIES, Parser()).translate(template, {}), sys.stdout)
