"""The regions that a site can be deployed in: docs/deploying.md offers them, template.yaml refuses others.

Europe's, without those that an account has to switch on first: CloudFront delivers its access logs to no bucket there.
Source: CloudFront developer guide, standard logging (legacy), choosing a bucket.
"""

from judge.deployment import Deployment, Templates
from judge.finding import Finding, Findings, unless

REGIONS = ("eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1")
WITHOUT_LOGS = frozenset(
    {
        *("af-south-1", "ap-east-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ca-west-1", "eu-central-2"),
        *("eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "me-south-1"),
    }
)
"""Regions in which no bucket takes CloudFront's legacy access logs."""


def offered(of: Templates) -> Findings:
    """The template refuses a region that is not offered: one that its mapping lacks is an error of the template."""
    mapped = set(of.site.get("Mappings", {}).get("Regions", ()))
    source = "CloudFormation user guide, Fn::FindInMap"
    checks = {f"takes other regions than {', '.join(REGIONS)}": mapped == set(REGIONS)}
    yield from unless("regions", "template.yaml", source, checks)


def logs(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CloudFront::Distribution"):
        if "Logging" in one.properties["DistributionConfig"] and one.region in WITHOUT_LOGS:
            words = f"CloudFront delivers no access logs to a bucket in {one.region}"
            yield Finding(
                rule="cdn-logs", where=one.where, words=words, source="CloudFront developer guide, standard logging"
            )
