"""Faults of a CDN: what it fetches from, and what it does with a request."""

from planted.planting import Faults, adding_to, below, setting, without

CDN, CONFIG = "edge/Distribution", "DistributionConfig"
FUNCTION = "edge/Addresses"
PATH = f"{CONFIG}.CacheBehaviors.3.PathPattern"
RHP = "ResponseHeadersPolicyConfig"
KEY = "CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin"
OTHER_KIND = {"EventType": "viewer-response", "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:x:1"}
CORS = {
    "AccessControlAllowCredentials": True,
    "AccessControlAllowHeaders": {"Items": ["accept"]},
    "AccessControlAllowMethods": {"Items": ["GET"]},
    "AccessControlAllowOrigins": {"Items": ["*"]},
    "OriginOverride": True,
}

FAULTS: Faults = {
    # --- origins
    "an address where a host name is wanted": (
        below(CDN, f"{CONFIG}.Origins.0.DomainName", {"Fn::Sub": "https://${ApiDomain}"}),
        "is no host name",
    ),
    "a bucket that is not signed for": (
        without(CDN, f"{CONFIG}.Origins.2.Fn::If.1.OriginAccessControlId"),
        "fetches from a bucket without signing",
    ),
    "a signature for another service": (
        below("edge/PicturesAccess", "OriginAccessControlConfig.OriginAccessControlOriginType", "lambda"),
        "signs for lambda, and the origin is",
    ),
    "an API that does not answer by its host name": (
        below(
            "site/HttpApi",
            "Body.servers",
            [{"x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": True}}],
        ),
        "does not answer by the host name that is asked",
    ),
    "an API by its other property": (
        setting("site/HeavyApi", DisableExecuteApiEndpoint=True),
        "HeavyApi does not answer by the host name",
    ),
    "an API without a stage": (
        lambda of: of.site["Resources"].pop("HeavyApiApiGatewayDefaultStage"),
        "HeavyApi has no stage",
    ),
    "a CDN that functions do not know": (
        below(CDN, f"{CONFIG}.Origins.1.OriginCustomHeaders", []),
        "says nothing by which the functions of HeavyApi know it",
    ),
    "an API by http": (
        below(CDN, f"{CONFIG}.Origins.0.CustomOriginConfig.OriginProtocolPolicy", "http-only"),
        "asks HttpApi by another way than https at port 443",
    ),
    "an API at another port": (
        below(CDN, f"{CONFIG}.Origins.1.CustomOriginConfig.HTTPSPort", 8443),
        "asks HeavyApi by another way than https",
    ),
    "a bucket by its name for everywhere": (
        below(CDN, f"{CONFIG}.Origins.2.Fn::If.1.DomainName", {"Fn::Sub": "${PicturesBucket}.s3.amazonaws.com"}),
        "is not its bucket's name in the region",
    ),
    "a form that may not be sent": (
        below(CDN, f"{CONFIG}.CacheBehaviors.1.AllowedMethods", ["GET", "HEAD"]),
        "lets no POST come to /webmail/keuze",
    ),
    "a form that goes to another API": (
        below(CDN, f"{CONFIG}.CacheBehaviors.1.TargetOriginId", "heavy"),
        "leads /webmail/keuze to another origin than HttpApi",
    ),
    "a CDN that is off": (below(CDN, f"{CONFIG}.Enabled", False), "is switched off, and answers nobody"),
    "a function by another attribute": (
        below(
            CDN,
            f"{CONFIG}.DefaultCacheBehavior.FunctionAssociations.0.FunctionARN",
            {"Fn::GetAtt": ["Addresses", "Stage"]},
        ),
        "is no ARN of a function at the edge",
    ),
    "a stage in every path": (
        setting("site/HttpApiApiGatewayDefaultStage", StageName="live"),
        "asks for paths without the stage",
    ),
    "the reader's Host at an API": (
        below(CDN, f"{CONFIG}.CacheBehaviors.0.OriginRequestPolicyId", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
        "sends the reader's Host to an API",
    ),
    # --- behaviours
    "a root object with a slash": (
        below(CDN, f"{CONFIG}.DefaultRootObject", "/index.html"),
        "begins with a slash",
    ),
    "an error twice": (
        adding_to(CDN, f"{CONFIG}.CustomErrorResponses", {"ErrorCode": 404, "ErrorCachingMinTTL": 3}),
        "404 is answered in two ways",
    ),
    "an error that is none": (
        adding_to(CDN, f"{CONFIG}.CustomErrorResponses", {"ErrorCode": 429, "ErrorCachingMinTTL": 3}),
        "429 is no error that a CDN answers itself",
    ),
    "a path that is too long": (below(CDN, PATH, "/" + "x" * 255), "is no pattern of a path"),
    "a path with braces": (below(CDN, PATH, "/nieuws/{slug}"), "/nieuws/{slug} is no pattern of a path"),
    "a time to live beside a policy": (
        below(CDN, f"{CONFIG}.DefaultCacheBehavior.MinTTL", 0),
        "MinTTL beside a cache policy",
    ),
    "a cache policy as a policy of requests": (
        below(CDN, f"{CONFIG}.CacheBehaviors.0.OriginRequestPolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
        "is no OriginRequestPolicy",
    ),
    "an id that is none": (
        below(CDN, f"{CONFIG}.CacheBehaviors.0.CachePolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39a"),
        "is no CachePolicy",
    ),
    "functions of both kinds": (
        below(CDN, f"{CONFIG}.DefaultCacheBehavior.LambdaFunctionAssociations", [OTHER_KIND]),
        "has functions of both kinds",
    ),
    "a function that is not published": (setting(FUNCTION, AutoPublish=False), "Addresses is not published"),
    "a runtime without const": (
        below(FUNCTION, "FunctionConfig.Runtime", "cloudfront-js-1.0"),
        "its runtime does not know const and let",
    ),
    "a function by another name": (
        setting(FUNCTION, FunctionCode="function treat(event) { return event.request; }"),
        "its code has no function called handler",
    ),
    "some countries, and none": (
        below(CDN, f"{CONFIG}.Restrictions", {"GeoRestriction": {"RestrictionType": "whitelist"}}),
        "is for some countries, and names none",
    ),
    "a list that counts for nothing": (
        below("edge/PlainPolicy", f"{KEY}.QueryStringsConfig.QueryStrings", ["voor"]),
        "lists QueryStrings and keeps none by them",
    ),
    "a whitelist without a list": (
        below("edge/PlainPolicy", f"{KEY}.HeadersConfig.HeaderBehavior", "whitelist"),
        "lists Headers and keeps none by them",
    ),
    "a security header of our own": (
        adding_to(
            "edge/SecurityHeaders",
            f"{RHP}.CustomHeadersConfig.Items",
            {"Override": False, "Header": "Strict-Transport-Security", "Value": "max-age=1"},
        ),
        "Strict-Transport-Security is a security header",
    ),
    "credentials from anywhere": (
        below("edge/SecurityHeaders", f"{RHP}.CorsConfig", CORS),
        "lets credentials in from anywhere",
    ),
}
