"""What AWS bills of each kind of resource that is deployed: by which prices (bench/prices.toml), or why nothing.

A kind that is in neither list fails a test, so that no page of costs leaves it out. Sources: the pricing page of each
service, aws.amazon.com/SERVICE/pricing.
"""

from collections.abc import Iterable

PRICED: dict[str, tuple[str, ...]] = {
    "AWS::ApiGatewayV2::Api": ("api_requests", "log_bytes"),
    "AWS::CloudFront::Distribution": ("cdn_requests", "cdn_bytes", "invalidations", "object_writes"),
    "AWS::CloudFront::Function": ("edge_runs",),
    "AWS::CloudWatch::Alarm": ("alarms",),
    "AWS::CloudWatch::Dashboard": ("dashboards",),
    "AWS::Cognito::UserPool": ("people",),
    "AWS::DynamoDB::Table": ("read_units", "write_units", "stored_bytes", "backed_up_bytes", "key_requests"),
    "AWS::Lambda::EventSourceMapping": ("queue_requests",),
    "AWS::Lambda::Function": ("lambda_requests", "lambda_gb_seconds", "metrics", "sent_bytes", "snapshot_gb_seconds"),
    "AWS::Logs::LogGroup": ("log_bytes", "log_kept_bytes"),
    "AWS::Logs::MetricFilter": ("metrics",),
    "AWS::S3::Bucket": ("object_bytes", "object_reads", "object_writes"),
    "AWS::SNS::Subscription": ("mails",),
    "AWS::SNS::Topic": ("notices",),
    "AWS::SQS::Queue": ("queue_requests",),
    "AWS::Scheduler::Schedule": ("schedules",),
    "AWS::SecretsManager::Secret": ("secrets", "secret_requests"),
    "AWS::WAFv2::WebACL": ("web_acls", "web_acl_rules", "web_acl_requests"),
}
FREE: dict[str, str] = {
    "AWS::ApiGatewayV2::Integration": "a setting of the API",
    "AWS::ApiGatewayV2::Route": "a setting of the API",
    "AWS::ApiGatewayV2::Stage": "its requests are those of its API",
    "AWS::Budgets::Budget": "a budget that does nothing but warn costs nothing",
    "AWS::CertificateManager::Certificate": "a public certificate, used within AWS",
    "AWS::CloudFormation::Stack": "resources of AWS's own kinds cost nothing to deploy",
    "AWS::CloudFront::CachePolicy": "a setting of the distribution",
    "AWS::CloudFront::OriginAccessControl": "a setting of the distribution",
    "AWS::CloudFront::ResponseHeadersPolicy": "a setting of the distribution",
    "AWS::CodeDeploy::Application": "deployments to Lambda cost nothing",
    "AWS::CodeDeploy::DeploymentGroup": "deployments to Lambda cost nothing",
    "AWS::Cognito::ManagedLoginBranding": "a setting of the user pool",
    "AWS::Cognito::UserPoolClient": "a setting of the user pool; only clients of machines are billed",
    "AWS::Cognito::UserPoolDomain": "a setting of the user pool",
    "AWS::Cognito::UserPoolGroup": "a setting of the user pool",
    "AWS::IAM::ManagedPolicy": "IAM costs nothing",
    "AWS::IAM::OIDCProvider": "IAM costs nothing",
    "AWS::IAM::Role": "IAM costs nothing",
    "AWS::Lambda::Alias": "a name of a version",
    "AWS::Lambda::EventInvokeConfig": "a setting of the function",
    "AWS::Lambda::LayerVersion": "code is kept without charge, 75 GB of it",
    "AWS::Lambda::Permission": "a setting of the function",
    "AWS::Lambda::Version": "code is kept without charge, 75 GB of it; with SnapStart its snapshot is not",
    "AWS::Logs::QueryDefinition": "a question that is asked by hand, and then billed by what it reads",
    "AWS::S3::BucketPolicy": "a setting of the bucket",
    "AWS::SQS::QueuePolicy": "a setting of the queue",
    "AWS::SSM::Parameter": "a standard parameter, read at the standard rate",
    "AWS::WAFv2::LoggingConfiguration": "a setting; what was refused is logged, and billed with the log group",
}


def unpriced(kinds: Iterable[str]) -> set[str]:
    """Those of which nobody has said what they cost."""
    return set(kinds) - PRICED.keys() - FREE.keys()
