"""Parameters, over moto."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from local.template import ROOT, load
from portal.aws import parameters
from portal.aws.parameters_by_botocore import read_fields
from portal.model.errors import ParameterError

if TYPE_CHECKING:
    from botocore.session import Session


@pytest.fixture
def store(session: "Session") -> Iterator[Any]:
    parameters.disconnect()
    with mock_aws():
        yield session.create_client("ssm")
    parameters.disconnect()


def test_the_values_of_those_that_are_there(store: Any) -> None:
    store.put_parameter(Name="/proef/slot", Value="sesam", Type="String")

    assert parameters.read_parameters(["/proef/slot", "/proef/weg"]) == {"/proef/slot": "sesam"}


def test_the_fields_of_one_that_is_encrypted(store: Any) -> None:
    store.put_parameter(Name="/proef/anp", Value='{"username": "krant"}', Type="SecureString")

    assert read_fields("/proef/anp") == {"username": "krant"}


@pytest.mark.parametrize("text", ["sesam", '["sesam"]', '{"username": 1}'])
def test_one_in_another_form_is_refused_without_telling_it(store: Any, text: str) -> None:
    store.put_parameter(Name="deur", Value=text, Type="SecureString")

    with pytest.raises(ParameterError, match=r"^deur: is not a JSON object of texts$"):
        read_fields("deur")


@pytest.mark.usefixtures("store")
def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(ParameterError, match=r"weg: .*ParameterNotFound"):
        read_fields("weg")


@pytest.mark.usefixtures("store")
def test_what_aws_refuses_is_a_parameter_error_too() -> None:
    """Eleven names; AWS takes ten."""
    with pytest.raises(ParameterError, match="ValidationException"):
        parameters.read_parameters([f"/proef/{number}" for number in range(11)])


@pytest.mark.parametrize("stack", ["regioportaal-prod", "aws-krant", "ssm", "A" * 128])
def test_a_stack_of_any_name_has_a_lock(store: Any, stack: str) -> None:
    """Systems Manager refuses names of parameters that begin with `aws` or `ssm`."""
    lock = load(ROOT / "template.yaml")["Resources"]["OriginLock"]["Properties"]
    name = lock["Name"]["Fn::Sub"].replace("${AWS::StackName}", stack)

    store.put_parameter(Name=name, Value="sesam", Type=lock["Type"], Description=lock["Description"])

    assert parameters.read_parameters([name]) == {name: "sesam"}
