"""The names and ARNs that resources get at AWS, those that CloudFormation makes included.

A generated name is `STACK-LogicalId-XXXXXXXXXXXX`, cut to what its service allows: stack and logical id share what is
left evenly. Source: aws-cloudformation/cloudformation-cli-java-plugin, IdentifierUtils.generateResourceIdentifier: its
rule is written again here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RANDOM = "XXXXXXXXXXXX"
RESERVED = 13
"""Characters: the random part, and the dash before it."""
ACCOUNT = "123456789012"


@dataclass(frozen=True)
class Naming:
    """`key`: the property that gives a resource its name, None for none; `longest`: characters that its service allows.

    `lower`: the service allows no upper case. `made`: whether CloudFormation makes a name where there is none.
    """

    key: str | None
    longest: int
    lower: bool = False
    made: bool = True


NAMINGS = {
    "AWS::Budgets::Budget": Naming("Budget.BudgetName", 100),
    "AWS::CloudFormation::Stack": Naming(None, 128),
    "AWS::CloudFront::CachePolicy": Naming("CachePolicyConfig.Name", 128, made=False),
    "AWS::CloudFront::Function": Naming("Name", 64, made=False),
    "AWS::CloudFront::OriginAccessControl": Naming("OriginAccessControlConfig.Name", 64, made=False),
    "AWS::CloudFront::ResponseHeadersPolicy": Naming("ResponseHeadersPolicyConfig.Name", 128, made=False),
    "AWS::CloudWatch::Alarm": Naming("AlarmName", 255),
    "AWS::CloudWatch::Dashboard": Naming("DashboardName", 255, made=False),
    "AWS::CodeDeploy::Application": Naming("ApplicationName", 100),
    "AWS::CodeDeploy::DeploymentGroup": Naming("DeploymentGroupName", 100),
    "AWS::Cognito::UserPool": Naming("UserPoolName", 128),
    "AWS::Cognito::UserPoolDomain": Naming("Domain", 63, lower=True, made=False),
    "AWS::DynamoDB::Table": Naming("TableName", 255),
    "AWS::IAM::ManagedPolicy": Naming("ManagedPolicyName", 128),
    "AWS::IAM::Role": Naming("RoleName", 64),
    "AWS::Lambda::Function": Naming("FunctionName", 64),
    "AWS::Lambda::LayerVersion": Naming("LayerName", 140),
    "AWS::Logs::LogGroup": Naming("LogGroupName", 512),
    "AWS::Logs::QueryDefinition": Naming("Name", 255, made=False),
    "AWS::S3::Bucket": Naming("BucketName", 63, lower=True),
    "AWS::Scheduler::Schedule": Naming("Name", 64),
    "AWS::SNS::Topic": Naming("TopicName", 256),
    "AWS::SQS::Queue": Naming("QueueName", 80),
    "AWS::SSM::Parameter": Naming("Name", 1011),
    "AWS::WAFv2::WebACL": Naming("Name", 128),
}
"""Sources: each service's API reference (constraints of the name), IAM and S3 user guides (quotas)."""

ARNS = {
    "AWS::ApiGatewayV2::Api": "arn:aws:apigateway:{region}::/apis/{id}",
    "AWS::ApiGatewayV2::Integration": "arn:aws:apigateway:{region}::/apis/{api}/integrations/{id}",
    "AWS::ApiGatewayV2::Route": "arn:aws:apigateway:{region}::/apis/{api}/routes/{id}",
    "AWS::ApiGatewayV2::Stage": "arn:aws:apigateway:{region}::/apis/{api}/stages/{stage}",
    "AWS::Budgets::Budget": "arn:aws:budgets::{account}:budget/{id}",
    "AWS::CertificateManager::Certificate": "arn:aws:acm:{region}:{account}:certificate/{id}",
    "AWS::CloudFormation::Stack": "arn:aws:cloudformation:{region}:{account}:stack/{name}/00000000-0000-0000-0000",
    "AWS::CloudFront::CachePolicy": "arn:aws:cloudfront::{account}:cache-policy/{id}",
    "AWS::CloudFront::Distribution": "arn:aws:cloudfront::{account}:distribution/{id}",
    "AWS::CloudFront::Function": "arn:aws:cloudfront::{account}:function/{name}",
    "AWS::CloudFront::OriginAccessControl": "arn:aws:cloudfront::{account}:origin-access-control/{id}",
    "AWS::CloudFront::ResponseHeadersPolicy": "arn:aws:cloudfront::{account}:response-headers-policy/{id}",
    "AWS::CloudWatch::Alarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "AWS::CloudWatch::Dashboard": "arn:aws:cloudwatch::{account}:dashboard/{name}",
    "AWS::CodeDeploy::Application": "arn:aws:codedeploy:{region}:{account}:application:{name}",
    "AWS::CodeDeploy::DeploymentGroup": "arn:aws:codedeploy:{region}:{account}:deploymentgroup:{application}/{name}",
    "AWS::Cognito::UserPool": "arn:aws:cognito-idp:{region}:{account}:userpool/{id}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy{path}{name}",
    "AWS::IAM::OIDCProvider": "arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role{path}{name}",
    "AWS::KMS::Key": "arn:aws:kms:{region}:{account}:key/{id}",
    "AWS::Lambda::Alias": "arn:aws:lambda:{region}:{account}:function:{function}:{name}",
    "AWS::Lambda::EventInvokeConfig": "arn:aws:lambda:{region}:{account}:function:{function}:live",
    "AWS::Lambda::EventSourceMapping": "arn:aws:lambda:{region}:{account}:event-source-mapping:{id}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Lambda::LayerVersion": "arn:aws:lambda:{region}:{account}:layer:{name}:1",
    "AWS::Lambda::Permission": "arn:aws:lambda:{region}:{account}:function:{function}",
    "AWS::Lambda::Version": "arn:aws:lambda:{region}:{account}:function:{function}:1",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "AWS::S3::Bucket": "arn:aws:s3:::{name}",
    "AWS::Scheduler::Schedule": "arn:aws:scheduler:{region}:{account}:schedule/{group}/{name}",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-AbCdEf",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "AWS::SSM::Parameter": "arn:aws:ssm:{region}:{account}:parameter/{name}",
    "AWS::WAFv2::WebACL": "arn:aws:wafv2:{region}:{account}:global/webacl/{name}/{id}",
}
"""Source: AWS, Service Authorization Reference, resource types."""

API = "AWS::ApiGatewayV2::Api"
IDS = {
    "AWS::CloudFront::Distribution": "E123456789ABCD",
    "AWS::Cognito::UserPool": "eu-central-1_AbCdEfGhI",
    "AWS::Lambda::EventSourceMapping": "00000000-0000-0000-0000-000000000000",
}


def made_name(stack: str, logical: str, longest: int) -> str:
    """The name that CloudFormation makes for `logical` in `stack`."""
    room = [0, 0]
    wanted = [len(stack), len(logical)]
    left = longest - RESERVED - 1
    while left > 0 and room != wanted:
        share = max(left // 2, 1)
        for i in (0, 1):
            more = min(share, wanted[i] - room[i], left)
            room[i] += more
            left -= more
    return f"{stack[: room[0]]}-{logical[: room[1]]}-{RANDOM}"


def dig(values: Any, path: str) -> Any:
    """What stands at `path`, such as `A.B`; None where nothing does."""
    for part in path.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values


def is_true(value: Any) -> bool:
    """Of a property that is true or false, which a template may write as a text."""
    return str(value).lower() == "true"


def name_of(kind: str, stack: str, logical: str, properties: Mapping[str, Any]) -> str:
    """The name of a resource, given or made; its logical id where its service knows no names."""
    naming = NAMINGS.get(kind)
    given = dig(properties, naming.key) if naming and naming.key else None
    if isinstance(given, str):
        return given
    if kind == "AWS::Lambda::Alias":
        return str(properties["Name"])
    if kind == "AWS::SecretsManager::Secret":
        return str(properties.get("Name", f"{logical}-{RANDOM}"))
    if naming is None or not naming.made:
        return logical
    made = made_name(stack, logical, naming.longest)
    return made.lower() if naming.lower else made


def arn_of(kind: str, name: str, region: str, properties: Mapping[str, Any]) -> str | None:
    """The ARN of a resource; None for a kind that has none."""
    if kind not in ARNS:
        return None
    function = str(properties.get("FunctionName", ""))
    function = function.partition(":function:")[2].partition(":")[0] if ":function:" in function else function
    return ARNS[kind].format(
        region=region,
        account=ACCOUNT,
        name=name.removeprefix("/") if kind == "AWS::SSM::Parameter" else name,
        id=_api_id(name) if kind == API else IDS.get(kind, "0123456789ab"),
        api=properties.get("ApiId", ""),
        stage=properties.get("StageName", ""),
        group=properties.get("GroupName", "default"),
        path=properties.get("Path", "/"),
        function=function,
        application=properties.get("ApplicationName", ""),
    )


def _api_id(logical: str) -> str:
    """Ten characters, and others for another API of the stack."""
    return "".join(filter(str.isalnum, logical.lower()))[:10].ljust(10, "0")
