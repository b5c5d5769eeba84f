"""Faults of buckets, queues and topics, and of who may use them."""

from planted.planting import Faults, adding, below, setting, without

PICTURES, POLICY, LOGS = "storage/Pictures", "edge/PicturesPolicy", "edge/AccessLogs"
ALGORITHM = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm"
ENCRYPTED = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault"
OWN_KEY = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:eu-central-1:123456789012:key/0123"}
READERS = "PolicyDocument.Statement.1"
FOR_ALL = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${PicturesBucket}/beeld/*"},
}
FOR_BUDGETS = {
    "Effect": "Allow",
    "Principal": {"Service": "budgets.amazonaws.com"},
    "Action": "sns:Publish",
    "Resource": {"Ref": "AlarmTopic"},
}

FAULTS: Faults = {
    "a policy of another bucket": (
        below(POLICY, f"{READERS}.Resource", "arn:aws:s3:::ander/*"),
        "names arn:aws:s3:::ander/*, which is not of its bucket",
    ),
    "a policy that lets everybody in": (below(POLICY, READERS, FOR_ALL), "is public, which its bucket refuses"),
    "a policy that refuses TLS": (
        below(
            "storage/SearchIndexPolicy",
            "PolicyDocument.Statement.0.Condition",
            {"Bool": {"aws:SecureTransport": "true"}},
        ),
        "denies everybody what comes over TLS",
    ),
    "a CDN in a region": (
        below(
            POLICY,
            f"{READERS}.Condition.StringEquals.AWS:SourceArn",
            {"Fn::Sub": "arn:aws:cloudfront:${AWS::Region}:${AWS::AccountId}:distribution/${Distribution}"},
        ),
        "does not let it read",
    ),
    "pictures under another path": (
        below(POLICY, f"{READERS}.Resource", {"Fn::Sub": "arn:${AWS::Partition}:s3:::${PicturesBucket}/foto/*"}),
        "does not let it read",
    ),
    "a FIFO queue of a bucket": (setting("site/FeedQueue", FifoQueue=True), "tells a FIFO queue"),
    "a queue under AWS's own key": (
        setting("site/FeedQueue", KmsMasterKeyId="alias/aws/sqs"),
        "tells a queue under AWS's own key",
    ),
    "a bucket before the policy of its queue": (
        lambda of: of.delivery["Resources"]["Bucket"].pop("DependsOn"),
        "is made before QueuePolicy",
    ),
    "a move within a week": (
        below(
            PICTURES,
            "LifecycleConfiguration.Rules.0.Transitions",
            [{"StorageClass": "STANDARD_IA", "TransitionInDays": 7}],
        ),
        "moves an object to a rarely read class",
    ),
    "pictures under AWS's own key": (below(PICTURES, ALGORITHM, "aws:kms"), "by which CloudFront cannot read it"),
    "logs under AWS's own key": (below(LOGS, ALGORITHM, "aws:kms"), "by which no log is delivered"),
    "logs without an ACL": (
        below(LOGS, "OwnershipControls.Rules.0.ObjectOwnership", "BucketOwnerEnforced"),
        "logs to a bucket that takes no ACL",
    ),
    "logs to a bucket as new ones are": (without(LOGS, "OwnershipControls"), "logs to a bucket that takes no ACL"),
    "logs to another region": (
        below(
            "edge/Distribution",
            "DistributionConfig.Logging.Bucket",
            {"Fn::Sub": "${AccessLogs}.s3.eu-west-1.amazonaws.com"},
        ),
        "is in another region than its bucket",
    ),
    "logs to a name": (
        below("edge/Distribution", "DistributionConfig.Logging.Bucket", {"Ref": "AccessLogs"}),
        "is no domain name of a bucket",
    ),
    "an index under a key of our own": (
        below("storage/SearchIndex", ENCRYPTED, OWN_KEY),
        "and not kms:GenerateDataKey by its key",
    ),
    "a topic under a key of our own": (
        setting("site/NewsTopic", KmsMasterKeyId="arn:aws:kms:eu-central-1:123456789012:key/0123"),
        "IngestRole may sns:Publish on",
    ),
    # --- queues and topics
    "letters that are refused": (
        setting("site/FeedDeadLetters", RedriveAllowPolicy={"redrivePermission": "denyAll"}),
        "FeedDeadLetters takes no letters of it",
    ),
    "letters of another queue alone": (
        setting(
            "site/FeedDeadLetters",
            RedriveAllowPolicy={
                "redrivePermission": "byQueue",
                "sourceQueueArns": [{"Fn::GetAtt": ["PictureQueue", "Arn"]}],
            },
        ),
        "FeedDeadLetters takes no letters of it",
    ),
    "letters of another type": (setting("site/PictureQueue", FifoQueue=True), "are not both FIFO, or both not"),
    "a topic that alarms may not use": (
        adding(
            "site/AlarmTopicPolicy",
            "AWS::SNS::TopicPolicy",
            Topics=[{"Ref": "AlarmTopic"}],
            PolicyDocument={"Version": "2012-10-17", "Statement": [FOR_BUDGETS]},
        ),
        "and no alarm arrives",
    ),
}
