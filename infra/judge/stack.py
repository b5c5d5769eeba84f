"""A stack as CloudFormation would see it: conditions decided, functions filled in, names predicted.

Source: AWS CloudFormation template reference, intrinsic functions and pseudo parameters.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from judge.names import ACCOUNT, arn_of, name_of
from local.template import Template

NESTED = "AWS::CloudFormation::Stack"
_REFERENCE = re.compile(r"\$\{(?!!)([^}]+)\}")


class NoValue:
    """What `AWS::NoValue` leaves: nothing."""


NO_VALUE = NoValue()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that is there under its stack's parameters. `properties`: resolved; `written`: as in the template."""

    stack: str
    logical: str
    kind: str
    properties: Mapping[str, Any]
    written: Mapping[str, Any]
    name: str
    arn: str | None
    region: str

    @property
    def where(self) -> str:
        return f"{self.stack}/{self.logical}"

    @cached_property
    def text(self) -> str:
        """Its properties as JSON, for what is looked for anywhere in them."""
        return json.dumps(self.properties, default=str)


@dataclass(frozen=True)
class Stack:
    """A template under `name` in `region` with these parameters; defaults stand for those that are not given.

    `library`: the templates that it nests, by the path of `TemplateURL`.
    """

    name: str
    template: Template
    given: Mapping[str, Any] = field(default_factory=dict)
    region: str = "eu-central-1"
    library: Mapping[str, Template] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        declared = self.template.get("Parameters", {})
        values = {name: self.given.get(name, one.get("Default", _example(name, one))) for name, one in declared.items()}
        return {name: value if isinstance(value, (list, dict)) else str(value) for name, value in values.items()}

    @cached_property
    def conditions(self) -> dict[str, bool]:
        return {name: self.decided(one) for name, one in self.template.get("Conditions", {}).items()}

    @cached_property
    def resources(self) -> dict[str, Resource]:
        return {name: self.resource(name) for name in self.template["Resources"] if self.is_there(name)}

    def resource(self, logical: str) -> Resource:
        """Resolved when it is asked for: one refers to others. In a circle stands `<circle Logical>`."""
        if logical not in self._known:
            self._asked.append(logical)
            self._known[logical] = self._resource(logical)
            self._asked.pop()
        return self._known[logical]

    @cached_property
    def _asked(self) -> list[str]:
        """Those that are being resolved."""
        return []

    @cached_property
    def _known(self) -> dict[str, Resource]:
        return {}

    @cached_property
    def _values(self) -> dict[str, Any]:
        """Of its parameters, and of those that every template has."""
        return {
            **self.parameters,
            "AWS::StackName": self.name,
            "AWS::Region": self.region,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackId": arn_of(NESTED, self.name, self.region, {}),
            "AWS::NoValue": NO_VALUE,
        }

    @cached_property
    def outputs(self) -> dict[str, Any]:
        return {
            name: self.resolved(one["Value"])
            for name, one in self.template.get("Outputs", {}).items()
            if self.conditions.get(one.get("Condition", ""), True)
        }

    @cached_property
    def exports(self) -> list[str]:
        """Names that other stacks of the account and region can import."""
        exported = [one["Export"]["Name"] for one in self.template.get("Outputs", {}).values() if "Export" in one]
        return [str(self.resolved(one)) for one in exported]

    @cached_property
    def nested(self) -> dict[str, "Stack"]:
        """By logical id, the stacks that this one makes."""
        return {name: self._nested(name) for name in self.of_kind(NESTED)}

    def is_there(self, logical: str) -> bool:
        return self.conditions.get(self.template["Resources"][logical].get("Condition", ""), True)

    def of_kind(self, kind: str) -> list[str]:
        """Logical ids."""
        return [name for name, one in self.template["Resources"].items() if one["Type"] == kind and self.is_there(name)]

    def all(self) -> Iterator["Stack"]:
        """This stack and every stack nested in it."""
        yield self
        for one in self.nested.values():
            yield from one.all()

    def every_resource(self) -> Iterator[Resource]:
        for stack in self.all():
            yield from stack.resources.values()

    def resolved(self, value: Any) -> Any:
        """`value` with its functions filled in; what only AWS knows becomes `<Logical.Attribute>`."""
        match value:
            case dict() if len(value) == 1 and (name := next(iter(value))) in FUNCTIONS:
                return FUNCTIONS[name](self, value[name])
            case dict():
                filled = {key: self.resolved(inner) for key, inner in value.items()}
                return {key: inner for key, inner in filled.items() if inner is not NO_VALUE}
            case list():
                return [inner for inner in map(self.resolved, value) if inner is not NO_VALUE]
        return value

    def _resource(self, logical: str) -> Resource:
        written = self.template["Resources"][logical]
        properties = self.resolved(written.get("Properties", {}))
        name = name_of(written["Type"], self.name, logical, properties)
        return Resource(
            stack=self.name,
            logical=logical,
            kind=written["Type"],
            properties=properties,
            written=written,
            name=name,
            arn=arn_of(written["Type"], name, self.region, properties),
            region=self.region,
        )

    def _nested(self, logical: str) -> "Stack":
        properties = self.template["Resources"][logical]["Properties"]
        template = self.library["infra/" + str(properties["TemplateURL"]).rpartition("infra/")[2]]
        name = name_of(NESTED, self.name, logical, {})
        return Stack(name, template, _Lazy(self, properties.get("Parameters", {})), self.region, self.library)

    def decided(self, value: Any) -> bool:
        """Whether a condition, or an assertion of a rule, holds."""
        match value:
            case {"Fn::Contains": [choices, one]}:
                return str(self.resolved(one)) in map(str, self.resolved(choices))
            case {"Fn::Equals": [first, second]}:
                return str(self.resolved(first)) == str(self.resolved(second))
            case {"Fn::Not": [inner]}:
                return not self.decided(inner)
            case {"Fn::And": list(inner)}:
                return all(map(self.decided, inner))
            case {"Fn::Or": list(inner)}:
                return any(map(self.decided, inner))
            case {"Condition": str(name)}:
                return self.decided(self.template["Conditions"][name])
        raise ValueError(f"{self.name}: no condition: {value}")

    def ref(self, name: str) -> Any:
        if name in self._values:
            return self._values[name]
        if name in self._asked:
            return f"<circle {name}>"
        kind = self.template["Resources"][name]["Type"]
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{self.region}.amazonaws.com/{ACCOUNT}/{self.resource(name).name}"
        if kind in REFS_TO_ARN:
            return self.resource(name).arn
        if kind in IDS_BY_AWS:
            return str(self.resource(name).arn).rpartition("/")[2]
        return self.resource(name).name

    def attribute(self, name: str, attribute: str) -> Any:
        if attribute.startswith("Outputs."):
            return self.nested[name].outputs.get(attribute.removeprefix("Outputs."), f"<{name}.{attribute}>")
        if name in self._asked:
            return f"<circle {name}>"
        if name in self.template["Resources"] and self.is_there(name) and attribute in ATTRIBUTES:
            return ATTRIBUTES[attribute](self.resource(name))
        return f"<{name}.{attribute}>"

    def substituted(self, text: str, values: Mapping[str, Any]) -> str:
        def filled(found: re.Match[str]) -> str:
            name = found[1]
            if name in values:
                return str(self.resolved(values[name]))
            logical, _, attribute = name.partition(".")
            return str(self.attribute(logical, attribute) if attribute else self.ref(name))

        return _REFERENCE.sub(filled, text)


def _example(name: str, declared: Mapping[str, Any]) -> str:
    """A value that a parameter without a default may have."""
    allowed = declared.get("AllowedValues", ())
    return str(allowed[0]) if allowed else "1" if declared.get("Type") == "Number" else f"given-{name}"


def _if(stack: Stack, value: Any) -> Any:
    name, yes, no = value
    return stack.resolved(yes if stack.conditions[name] else no)


def _select(stack: Stack, value: Any) -> Any:
    index, choices = int(value[0]), stack.resolved(value[1])
    return choices[index] if index < len(choices) else f"<Select {index}>"


def _find_in_map(stack: Stack, value: Any) -> Any:
    """What the mapping does not have, CloudFormation refuses before anything is made."""
    name, first, second = value
    found = stack.template["Mappings"][name].get(stack.resolved(first), {})
    return found.get(stack.resolved(second), f"<not in {name}>")


FUNCTIONS: dict[str, Callable[[Stack, Any], Any]] = {
    "Ref": Stack.ref,
    "Fn::GetAtt": lambda stack, value: stack.attribute(value[0], value[1]),
    "Fn::Sub": lambda stack, value: (
        stack.substituted(value, {}) if isinstance(value, str) else stack.substituted(value[0], value[1])
    ),
    "Fn::If": _if,
    "Fn::Join": lambda stack, value: str(value[0]).join(map(str, stack.resolved(value[1]))),
    "Fn::Select": _select,
    "Fn::Split": lambda stack, value: str(stack.resolved(value[1])).split(value[0]),
    "Fn::FindInMap": _find_in_map,
    "Fn::Base64": lambda stack, value: stack.resolved(value),
}


class _Lazy(Mapping[str, Any]):
    """Parameters of a nested stack, resolved when asked for: one may be the output of another nested stack."""

    def __init__(self, stack: Stack, values: Mapping[str, Any]) -> None:
        self._stack = stack
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._stack.resolved(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _arn(one: Resource) -> str | None:
    """Of a log group CloudFormation gives one for policies. Source: aws/aws-cdk#18253."""
    return f"{one.arn}:*" if one.kind == "AWS::Logs::LogGroup" else one.arn


def _domain(one: Resource) -> str:
    return f"{one.name}.s3.amazonaws.com" if one.kind == "AWS::S3::Bucket" else f"<{one.logical}.DomainName>"


ATTRIBUTES: dict[str, Callable[[Resource], str | None]] = {
    "AliasArn": _arn,
    "Arn": _arn,
    "DomainName": _domain,
    "FunctionARN": _arn,
    "FunctionArn": _arn,
    "FunctionMetadata.FunctionARN": _arn,
    "QueueName": lambda one: one.name,
    "RegionalDomainName": lambda one: f"{one.name}.s3.{one.region}.amazonaws.com",
    "TopicName": lambda one: one.name,
    "Version": lambda _: "1",
}
"""What is known of a resource before it is made, by the attribute that says it."""
REFS_TO_ARN = frozenset(
    {
        *("AWS::CloudFormation::Stack", "AWS::IAM::ManagedPolicy", "AWS::IAM::OIDCProvider", "AWS::Lambda::Alias"),
        *("AWS::Lambda::LayerVersion", "AWS::Lambda::Version", "AWS::SecretsManager::Secret", "AWS::SNS::Topic"),
        "AWS::CertificateManager::Certificate",
    }
)
IDS_BY_AWS = frozenset(
    {
        *("AWS::ApiGatewayV2::Api", "AWS::CloudFront::CachePolicy", "AWS::CloudFront::Distribution"),
        *("AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::ResponseHeadersPolicy", "AWS::KMS::Key"),
        "AWS::Cognito::UserPool",
    }
)
