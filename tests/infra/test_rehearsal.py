"""A deployment, rehearsed on an emulator of CloudFormation: the stack is created, changed and deleted.

The emulator is no AWS: GAPS lists what it does not know at all, and docs/rehearsal.md what that leaves unproven.
"""

import copy
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.beside import carry_out, known_of, parameters_of, stacks_beside
from infra import emulator
from infra.emulator import BUCKET, Emulator
from infra.stacks import BESIDE, FUNCTIONS, NESTED, nested, statements
from local.environment import CREDENTIALS
from local.template import ROOT, Template
from portal.cli import main
from portal.cli.doctor.finding import Level
from portal.cli.doctor.pages import PageAnswer
from portal.cli.doctor.stack import of_stack
from portal.cli.doctor.table import of_table
from portal.cli.rotate import OriginKey
from portal.cli.stack import Client, NoStackError, find_stack
from portal.storage.table import Table
from portal.web.origin_verify import accepted, kept_under
from samples import site

pytestmark = pytest.mark.built

STACK = "proef"
GAPS = {
    "AWS::Budgets::Budget": "judge: limits.toml, cfn-lint in us-east-1",
    "AWS::CloudWatch::Alarm (metric math)": "judge: limits.toml, rules/alarms.py",
    "AWS::CodeDeploy::Application": "judge: names.py, permissions.py",
    "AWS::CodeDeploy::DeploymentGroup": "judge: limits.toml, rules/alarms.py (rollouts)",
    "AWS::Cognito::ManagedLoginBranding": "judge: permissions.py, cfn-lint",
    "AWS::Logs::QueryDefinition": "judge: limits.toml, cfn-lint",
}
"""What the emulator does not know, and who judges it instead: a gap without a judge is where a fault stays unseen."""

THERE = sorted({*FUNCTIONS} - {"DeskFunction", "PageviewsFunction"})
"""The functions of a stack without a newsroom."""
FIRST_LOCK = "what CDN and functions share is made of names of stacks, which more people see than should know it"


@dataclass(frozen=True)
class Deployment:
    """A stack on the emulator, and the folder of `sam build` that it came from."""

    aws: Emulator
    built: Path
    folder: Path

    def deploy(self, **parameters: str) -> str:
        """`sam deploy`: creates the stack, or changes it; the state in which it ends."""
        formation = self.aws.client("cloudformation")
        address = self.aws.upload(self._packaged(), parameters)
        act = formation.update_stack if self.aws.settle(STACK) != "GONE" else formation.create_stack
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        act(StackName=STACK, TemplateURL=address, Capabilities=["CAPABILITY_IAM"], Parameters=given)
        return self.aws.settle(STACK)

    def _packaged(self) -> Path:
        """Once for what stands in `built`: it takes seconds."""
        files = [(file, file.stat()) for file in sorted(self.built.rglob("*")) if file.is_file()]
        now = "\n".join(f"{file} {stat.st_size} {stat.st_mtime_ns}" for file, stat in files)
        of = self.folder / "packaged-of"
        if not of.exists() or of.read_text() != now:
            self.aws.package(self.built, self.folder)
            of.write_text(now)
        return self.folder / "packaged.yaml"

    def outputs(self) -> dict[str, str]:
        (stack,) = self.aws.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}

    def physical(self, logical: str) -> str:
        resources = self.aws.client("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
        (found,) = [one["PhysicalResourceId"] for one in resources if one["LogicalResourceId"] == logical]
        return str(found)

    def live(self, function: str) -> dict[str, Any]:
        """What callers of `function` reach."""
        name = self.physical(function)
        found: dict[str, Any] = self.aws.client("lambda").get_function_configuration(
            FunctionName=name, Qualifier="live"
        )
        return found


@pytest.fixture(scope="module")
def deployment(by_sam: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    built = tmp_path_factory.mktemp("built")
    shutil.copytree(by_sam, built, dirs_exist_ok=True)
    with emulator.running() as aws:
        one = Deployment(aws, built, tmp_path_factory.mktemp("packaged"))
        assert one.deploy() == "CREATE_COMPLETE", aws.events(STACK)
        yield one


def test_the_gaps_of_the_emulator_are_those_that_are_listed(expanded: Template) -> None:
    found = emulator.gaps([expanded, *map(nested, (*NESTED, *BESIDE))])
    page = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")

    assert found == GAPS.keys()
    assert [kind for kind in GAPS if kind.partition(" ")[0] not in page] == []


@pytest.mark.parametrize("kind", GAPS)
def test_a_gap_of_the_emulator_has_another_judge(kind: str) -> None:
    kind, judges = kind.partition(" ")[0], ROOT / "infra" / "judge"
    said = GAPS[next(gap for gap in GAPS if gap.startswith(kind))]

    assert [file for file in re.findall(r"[\w/]+\.(?:py|toml)", said) if not (judges / file).exists()] == []
    assert any(
        f'"{kind}"' in file.read_text(encoding="utf-8") for file in (*judges.rglob("*.py"), *judges.glob("*.toml"))
    )


def test_one_deployment_without_a_parameter_gives_every_output(deployment: Deployment) -> None:
    outputs = deployment.outputs()

    assert outputs["SiteUrl"].startswith("https://")
    assert outputs["SiteUrl"] == f"https://{outputs['CdnDomain']}/"
    assert all(outputs.values())
    for name in ("Storage", "Edge"):
        assert deployment.aws.settle(deployment.physical(name)) == "CREATE_COMPLETE"


def test_the_functions_know_what_the_stack_made(deployment: Deployment) -> None:
    outputs = deployment.outputs()
    for function in THERE:
        live = deployment.live(function)
        variables = live["Environment"]["Variables"]

        assert variables["POWERTOOLS_METRICS_NAMESPACE"] == f"Regioportaal/{STACK}"
        assert variables.get("TABLE_NAME", outputs["TableName"]) == outputs["TableName"]
        assert live["Version"] != "$LATEST"
    assert deployment.live("PagesFunction")["Environment"]["Variables"]["ORIGIN_LOCK"] == outputs["OriginLock"]
    assert deployment.live("DispatchFunction")["Environment"]["Variables"]["QUEUE_URL"] == outputs["FeedQueueUrl"]


def lock_of(deployment: Deployment) -> OriginKey:
    outputs, client = deployment.outputs(), deployment.aws.client
    return OriginKey(client("ssm"), client("cloudfront"), outputs["OriginLock"], outputs["DistributionId"])


def test_the_cdn_sends_what_the_functions_accept_and_nobody_could_guess_it(deployment: Deployment) -> None:
    lock = lock_of(deployment)

    state = lock.state()

    assert state.sent == {f"{{{{resolve:ssm:{lock.name}}}}}"}
    assert state.accepted == ()
    assert len(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", state.current)) == 2
    assert len(state.current) >= 85


def test_the_table_has_its_indexes(deployment: Deployment) -> None:
    database = deployment.aws.client("dynamodb")

    table = database.describe_table(TableName=deployment.outputs()["TableName"])["Table"]

    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"by-section", "by-time"}


def doctors_words(deployment: Deployment, status: int = 403, client: Client | None = None) -> dict[str, Level]:
    client = client or deployment.aws.client
    stack = find_stack(STACK, client)
    given = site(origin=stack.outputs["SiteUrl"].rstrip("/"))

    def get(address: str, headers: Mapping[str, str]) -> PageAnswer:
        assert address.startswith((stack.outputs["ApiUrl"], stack.outputs["HeavyApiUrl"]))
        return PageAnswer(status=status, headers=headers)

    return {one.words: one.level for one in of_stack(stack, given, client, get)}


def test_the_doctor_finds_a_stack_well_but_for_what_the_emulator_leaves_out(deployment: Deployment) -> None:
    table = deployment.outputs()["TableName"]

    words = doctors_words(deployment)

    assert {one: level for one, level in words.items() if level is not Level.OK} == {
        "nobody is told of an alarm": Level.ADVICE,
        f"nothing watches it: there is no stack {STACK}-watching": Level.PROBLEM,
        f"table {table} cannot be had back: point-in-time recovery is off": Level.PROBLEM,
        FIRST_LOCK: Level.ADVICE,
    }
    assert "every function runs what was deployed last" in words
    assert "the functions answer the CDN alone" in words


def test_the_doctor_sees_what_is_not_as_it_should_be(deployment: Deployment) -> None:
    outputs = deployment.outputs()
    deployment.aws.client("sqs").send_message(QueueUrl=outputs["FeedDeadLettersUrl"], MessageBody="{}")
    deployment.aws.client("lambda").update_function_configuration(
        FunctionName=deployment.physical("WebmailFunction"), Timeout=7
    )

    words = doctors_words(deployment, status=200)

    deployment.aws.client("sqs").purge_queue(QueueUrl=outputs["FeedDeadLettersUrl"])
    deployment.aws.client("lambda").update_function_configuration(
        FunctionName=deployment.physical("WebmailFunction"), Timeout=5
    )
    problems = {one for one, level in words.items() if level is Level.PROBLEM}
    assert {
        "1 message in FeedDeadLetters",
        "what was deployed is not live: WebmailFunction",
        f"{outputs['ApiUrl']} answers 200 to whoever asks, not to the CDN alone",
    } <= problems


def test_the_doctor_has_nothing_to_say_of_a_lock_that_was_rotated(deployment: Deployment) -> None:
    lock = lock_of(deployment)
    lock.accept((lock.state().current, "de vorige"))

    words = doctors_words(deployment)

    deployment.aws.client("ssm").delete_parameter(Name=kept_under(lock.name)[1])
    assert FIRST_LOCK not in words


def test_a_workflow_may_ask_what_the_doctor_asks(deployment: Deployment) -> None:
    asked = set()

    def client(service: str) -> Any:
        made = deployment.aws.client(service)
        made.meta.events.register("before-call", lambda model, **_: asked.add(f"{service}:{model.name}"))
        return made

    doctors_words(deployment, client=client)
    list(of_table(site(), Table(client("dynamodb"), deployment.outputs()["TableName"])))

    role = nested("ci/oidc")["Resources"]["DeployRole"]
    assert "dynamodb:Query" in asked
    # The values of the lock are none of GitHub's business: there the doctor says that it could not look.
    assert asked - {action for one in statements(role) for action in one["Action"]} == {"ssm:GetParameters"}


def test_the_doctor_names_a_stack_that_is_not_there(deployment: Deployment) -> None:
    with pytest.raises(
        NoStackError, match=f"stack elders: there is none in {CREDENTIALS['AWS_REGION']}; AWS_REGION says"
    ):
        find_stack("elders", deployment.aws.client)


@pytest.mark.parametrize(("stack", "words"), [("elders", "there is no elders yet"), (STACK, "no section stands at")])
def test_before_a_deployment_it_is_asked_what_that_would_change(
    deployment: Deployment,
    stack: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": deployment.aws.endpoint}.items():
        monkeypatch.setenv(name, value)

    status = main(["doctor", "--before-deploy", "--stack", stack])

    assert status == 0
    assert words in capsys.readouterr().out


def test_the_status_of_a_stack_is_told_with_its_queues(
    deployment: Deployment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**CREDENTIALS, "AWS_ENDPOINT_URL": deployment.aws.endpoint}.items():
        monkeypatch.setenv(name, value)

    code = main(["status", "--stack", STACK])

    said = capsys.readouterr().out
    assert code == 0, said
    assert f"stack       {STACK}, " in said
    assert "0 in FeedDeadLetters" in said
    assert "last news" in said


def test_a_change_goes_live_and_what_did_not_change_stays(deployment: Deployment) -> None:
    before = {function: deployment.live(function)["Version"] for function in THERE}
    code = deployment.built / "PagesFunction" / "app.py"
    code.write_text(code.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")

    assert deployment.deploy() == "UPDATE_COMPLETE", deployment.aws.events(STACK)

    after = {function: deployment.live(function)["Version"] for function in THERE}
    assert {function for function in THERE if before[function] != after[function]} == {"PagesFunction"}


def test_the_value_of_a_parameter_goes_live_and_takes_the_roles_along(deployment: Deployment) -> None:
    before = {function: deployment.live(function)["Version"] for function in THERE}

    assert deployment.deploy(RestoredTable="nieuws-terug") == "UPDATE_COMPLETE", deployment.aws.events(STACK)

    for function in THERE:
        live = deployment.live(function)
        assert live["Version"] != before[function]
        assert live["Environment"]["Variables"].get("TABLE_NAME", "nieuws-terug") == "nieuws-terug"
    role = deployment.physical("IngestRole")
    policy = deployment.aws.client("iam").get_role_policy(RoleName=role, PolicyName="ingest")["PolicyDocument"]
    assert "table/nieuws-terug" in str(policy)


def test_a_tag_puts_the_first_lock_back_and_leaves_what_a_rotation_accepted(
    deployment: Deployment, expanded: Template
) -> None:
    """CloudFormation writes a parameter of its own anew whatever changed about it; it knows nothing of the list."""
    formation = deployment.aws.client("cloudformation")
    resource = copy.deepcopy(expanded["Resources"]["OriginLock"])
    resource["Properties"]["Value"] = "eerst"
    stack = {"StackName": "slot", "TemplateBody": json.dumps({"Resources": {"OriginLock": resource}})}
    formation.create_stack(**stack)
    assert deployment.aws.settle("slot") == "CREATE_COMPLETE", deployment.aws.events("slot")
    name = "/regioportaal/slot/origin-lock"
    store = deployment.aws.client("ssm")
    lock = OriginKey(store, None, name, "")
    lock.accept(("nieuw", "eerst"))
    lock.keep("nieuw")

    formation.update_stack(**stack, Tags=[{"Key": "kostenplaats", "Value": "nieuws"}])
    assert deployment.aws.settle("slot") == "UPDATE_COMPLETE", deployment.aws.events("slot")

    found = {one["Name"]: one["Value"] for one in store.get_parameters(Names=[*kept_under(name)])["Parameters"]}
    assert found[name] == "eerst"
    assert accepted(found, name) == ("eerst", "nieuw", "eerst")
    formation.delete_stack(StackName="slot")


def carried_out(deployment: Deployment, *, of: str = "") -> list[str]:
    """What `make watch` does, by the SAM that it uses; a sentence for each stack that could not be deployed.

    `of`: the one stack that is of interest, which saves seconds for each of the others.
    """
    environ = {**os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": deployment.aws.endpoint, "SAM_CLI_TELEMETRY": "0"}

    def run(command: Sequence[str]) -> int:
        if of and f"{STACK}-{of}" not in command:
            return 1
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False).returncode

    def client(service: str, _region: str | None = None) -> Any:
        return deployment.aws.client(service)

    return carry_out(find_stack(STACK, deployment.aws.client), client=client, run=run)


def test_what_watches_cannot_take_down_what_serves(deployment: Deployment) -> None:
    """The emulator refuses saved queries and budgets, as AWS a budget in Stockholm: a red line, and the site is up."""
    assert deployment.deploy(AlarmEmail="nacht@example.nl", MonthlyBudget="25") == "UPDATE_COMPLETE"

    troubles = carried_out(deployment)

    assert [one.partition(" ")[0] for one in troubles] == [f"{STACK}-watching", f"{STACK}-budget"]
    assert deployment.aws.settle(STACK) == "UPDATE_COMPLETE"
    assert all("could not be deployed: nob" in one for one in troubles)


TAKEN = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": BUCKET}}}}


def test_deliveries_are_switched_on_off_and_on_again(deployment: Deployment) -> None:
    """A bucket that stays behind, under a name of its own, would keep the second one from being made.

    Of a first deployment that failed a name stays that can only be deleted: «Stack is in ROLLBACK_COMPLETE state».
    """
    delivery = f"{STACK}-delivery"
    deployment.aws.client("cloudformation").create_stack(StackName=delivery, TemplateBody=json.dumps(TAKEN))
    states = [deployment.aws.settle(delivery)]
    for wanted in ("on", "off", "on"):
        assert deployment.deploy(Delivery=wanted) == "UPDATE_COMPLETE", deployment.aws.events(STACK)
        carried_out(deployment, of="delivery")
        states.append(deployment.aws.settle(delivery))

    assert states[:2] == ["ROLLBACK_COMPLETE", "CREATE_COMPLETE"]
    assert [state in ("CREATE_COMPLETE", "UPDATE_COMPLETE") for state in states[2:]] == [False, True]


def test_a_stack_beside_a_site_is_given_all_that_it_asks_for(deployment: Deployment) -> None:
    """What its parameters are called, a site of this release has."""
    known = known_of(find_stack(STACK, deployment.aws.client)) | {"AlarmEmail": "nacht@example.nl"}

    for beside in stacks_beside(find_stack(STACK, deployment.aws.client)):
        given = dict(one.split("=", 1) for one in parameters_of(beside.template, known))
        assert all(given.values()), beside.name


def test_what_is_deleted_is_gone(deployment: Deployment) -> None:
    """That the table stays is a promise of CloudFormation's that the emulator does not keep."""
    deployment.aws.client("cloudformation").delete_stack(StackName=STACK)

    assert deployment.aws.settle(STACK) in ("DELETE_COMPLETE", "GONE")


def test_a_stack_made_anew_takes_the_table_and_the_pictures_that_stayed(deployment: Deployment) -> None:
    """With a newsroom, and a login for it: the emulator makes a nested stack, and changes none."""
    pictures, location = "proef-storage-oud-pictures", {"LocationConstraint": CREDENTIALS["AWS_REGION"]}
    deployment.aws.client("s3").create_bucket(Bucket=pictures, CreateBucketConfiguration=location)

    state = deployment.deploy(RestoredTable="proef-storage-oud-table", RestoredPictures=pictures, Desk="cognito")

    assert state == "CREATE_COMPLETE", deployment.aws.events(STACK)
    assert deployment.live("PicturesFunction")["Environment"]["Variables"]["PICTURES_BUCKET"] == pictures
    assert deployment.outputs()["PicturesBucket"] == pictures
    assert deployment.outputs()["TableName"] == "proef-storage-oud-table"
    role = {"RoleName": deployment.physical("PicturesRole"), "PolicyName": "pictures"}
    assert f"{pictures}/beeld/*" in str(deployment.aws.client("iam").get_role_policy(**role)["PolicyDocument"])
    distribution = deployment.outputs()["DistributionId"]
    config = deployment.aws.client("cloudfront").get_distribution_config(Id=distribution)["DistributionConfig"]
    origins = {one["Id"]: one["DomainName"] for one in config["Origins"]["Items"]}
    assert origins["pictures"] == f"{pictures}.s3.{CREDENTIALS['AWS_REGION']}.amazonaws.com"
    assert distribution in deployment.aws.client("s3").get_bucket_policy(Bucket=pictures)["Policy"]


def test_a_newsroom_knows_what_the_stack_made_and_its_key_is_at_random(deployment: Deployment) -> None:
    """The last of the module."""
    client, outputs = deployment.aws.client, deployment.outputs()
    known = deployment.live("DeskFunction")["Environment"]["Variables"]

    config = client("cloudfront").get_distribution_config(Id=outputs["DistributionId"])["DistributionConfig"]
    fields = json.loads(client("secretsmanager").get_secret_value(SecretId=known["DESK_SECRET"])["SecretString"])

    assert "desk" in {one["Id"] for one in config["Origins"]["Items"]}
    assert (known["DESK_SECRET"], known["DISTRIBUTION"]) == (outputs["DeskSecret"], outputs["DistributionId"])
    assert known["DESK_ISSUER"].endswith(outputs["DeskPeople"])
    assert fields.keys() == {"client_secret", "session_key"}
    assert len(fields["session_key"]) == 64
