"""What template.yaml says, for whoever runs the portal without AWS: the table it creates, and what SAM makes of it."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
SAM_PYTHON = ROOT / ".venv-sam" / "bin" / "python"

CREATE_TABLE = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
"""What CreateTable shares with the template word for word, and an embedded engine needs."""

Template = dict[str, Any]


class Loader(yaml.CSafeLoader):
    """YAML with the short forms of CloudFormation: `!Ref A` is `{"Ref": "A"}`, `!Sub B` is `{"Fn::Sub": "B"}`."""


def load(template: Path) -> Template:
    """The template as it is written, short forms written out."""
    content: Template = yaml.load(template.read_text("utf-8"), Loader)  # noqa: S506  a SafeLoader with tags for functions
    return content


def table_definition(name: str, template: Path = TEMPLATE) -> "CreateTableInputTypeDef":
    """The arguments of boto3's `create_table` for the one table of the stack, called `name`.

    Raises LookupError where template or nested templates do not have exactly one.
    """
    tables = [
        resource["Properties"]
        for stack in [template, *_nested(template)]
        for resource in load(stack)["Resources"].values()
        if resource["Type"] == "AWS::DynamoDB::Table"
    ]
    if len(tables) != 1:
        raise LookupError(f"{template}: {len(tables)} tables where one was expected")
    definition: Any = {"TableName": name} | {key: tables[0][key] for key in CREATE_TABLE}
    return cast("CreateTableInputTypeDef", definition)


def expand(template: Path = TEMPLATE, parameters: Mapping[str, str] | None = None) -> Template:
    """Plain CloudFormation: what the SAM transform makes of `template`, offline. Takes about a second.

    The translator pins another pydantic than the portal runs on, so it works where SAM lives, in .venv-sam.
    Raises FileNotFoundError without that, ValueError with its reason for a template that the transform refuses.
    """
    if not SAM_PYTHON.exists():
        raise FileNotFoundError(f"{SAM_PYTHON} is missing: `make setup` installs SAM there")
    question = json.dumps([_with_uploads(load(template)), dict(parameters or {})])
    # -P: the folder of this file holds modules that are called as some of the standard library.
    command = [str(SAM_PYTHON), "-P", str(Path(__file__).resolve())]
    done = subprocess.run(command, input=question, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(f"{template}: {done.stderr.strip()[-2000:]}")
    expanded: Template = json.loads(done.stdout)
    return expanded


def _nested(template: Path) -> list[Path]:
    resources = load(template)["Resources"].values()
    return [
        template.parent / resource["Properties"]["TemplateURL"]
        for resource in resources
        if resource["Type"] == "AWS::CloudFormation::Stack"
    ]


def _with_uploads(template: Template) -> Template:
    """As `sam package` leaves it: the transform wants addresses in S3, not folders and files."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for key in {"CodeUri", "ContentUri"} & properties.keys():
            if not properties[key].startswith("s3://"):
                properties[key] = f"s3://artefacts/{properties[key]}"
        if resource["Type"] == "AWS::CloudFormation::Stack":
            properties["TemplateURL"] = f"https://artefacts.s3.amazonaws.com/{properties['TemplateURL']}"
    return template


def _short_form(loader: Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", _short_form)


def _translate(template: Template, parameters: dict[str, str]) -> Template:
    """Runs in .venv-sam."""
    from boto3.session import Session  # noqa: PLC0415
    from samtranslator.parser.parser import Parser  # noqa: PLC0415
    from samtranslator.translator.translator import Translator  # noqa: PLC0415

    session = Session(region_name="eu-west-1")
    expanded: Template = Translator({}, Parser(), boto_session=session).translate(template, parameters)
    return expanded


if __name__ == "__main__":
    print(json.dumps(_translate(*json.load(sys.stdin))))
