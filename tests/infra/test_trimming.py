"""What the layer describes of AWS: every operation that the functions call, as botocore describes it, and no other."""

import ast
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
import pytest
from botocore import xform_name
from botocore.model import ServiceModel

from build import artefacts
from build.packages import without
from build.trimming import OPERATIONS, STAND_INS, only
from local.clients import client
from local.engine import Engine
from local.environment import CREDENTIALS
from local.template import ROOT

if TYPE_CHECKING:
    from botocore.session import Session

PACKAGE = ROOT / "layers" / "portal" / "portal"
OURS = {"scan"}
"""Names of other things that are an operation's too: our parser scans a text; nobody scans the table."""
BOTOCORES = {"head_bucket"}
"""What botocore calls by itself."""


def words(path: Path) -> Iterator[str]:
    """Every name that is called on something, and every text: storage names its operations by texts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("service", OPERATIONS)
def test_the_operations_of_the_code_are_those_that_the_layer_describes(session: "Session", service: str) -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "cli"]
    said = {word for path in sources for word in words(path)}
    known = {xform_name(name) for name in session.get_service_model(service).operation_names}

    assert (said & known) - OURS == {xform_name(name) for name in OPERATIONS[service]} - BOTOCORES


@pytest.mark.parametrize("service", OPERATIONS)
def test_an_operation_is_described_as_botocore_describes_it(session: "Session", service: str) -> None:
    whole: dict[str, Any] = session.get_component("data_loader").load_service_model(service, "service-2")

    trimmed = ServiceModel(only(whole, OPERATIONS[service]), service)

    for name in OPERATIONS[service]:
        ours, botocores = trimmed.operation_model(name), ServiceModel(whole, service).operation_model(name)
        assert ours.http == botocores.http
        for kind in ("input_shape", "output_shape"):
            assert spelled_out(getattr(ours, kind)) == spelled_out(getattr(botocores, kind))
        assert [error.name for error in ours.error_shapes] == [error.name for error in botocores.error_shapes]


def spelled_out(shape: Any, above: tuple[str, ...] = ()) -> Any:
    """A shape with all that it is made of; a shape within itself (a list in a list) by its name."""
    if shape is None or shape.name in above:
        return shape and shape.name
    inner = (*above, shape.name)
    parts = {name: spelled_out(part, inner) for name, part in getattr(shape, "members", {}).items()}
    for part in ("member", "key", "value"):
        if hasattr(shape, part):
            parts[part] = spelled_out(getattr(shape, part), inner)
    return shape.type_name, dict(shape.serialization), parts


def imported(packages: Path, module: str) -> set[str]:
    """What the modules of a package, at its top, import from one of its own: `botocore.docs.docstring`."""
    package, _, inner = module.partition(".")
    spellings = {(module, 0), (inner, 1)}
    nodes = (
        node for file in (packages / package).glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
    )
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module, node.level) in spellings]
    return {name.name for node in found for name in node.names}


@pytest.mark.parametrize(
    ("module", "others"),
    [("botocore.docs", set()), ("botocore.docs.docstring", set()), ("urllib3.http2", {"probe"})],
)
def test_a_stand_in_has_what_is_imported_of_it(module: str, others: set[str]) -> None:
    """`others`: modules beside it, which stay."""
    file = next(
        one for one in STAND_INS if one.removesuffix(".py").removesuffix("/__init__") == module.replace(".", "/")
    )
    made = {node.name for node in ast.parse(STAND_INS[file]).body if isinstance(node, ast.ClassDef)}

    assert imported(Path(botocore.__file__).parents[1], module) <= made | others


def test_an_operation_that_a_service_does_not_have_stops_the_build(session: "Session") -> None:
    whole = session.get_component("data_loader").load_service_model("sqs", "service-2")

    with pytest.raises(KeyError, match="SendMessages"):
        only(whole, ["SendMessages"])


@pytest.mark.built
def test_the_layer_knows_what_we_call_and_no_more(by_sam: Path) -> None:
    described = by_sam / artefacts.LAYER / "python" / "botocore" / "data"

    found = {
        file.parents[1].name: frozenset(json.loads(file.read_bytes())["operations"])
        for file in described.glob("*/*/service-2.json")
    }

    assert found == OPERATIONS


READ = """
from portal.aws.parameters import read_parameters
from portal.aws.parameters_by_botocore import read_fields
print(read_parameters(["/proef/slot", "/proef/weg"]), read_fields("/proef/login"))
"""


@pytest.mark.built
def test_a_built_function_reads_parameters(by_sam: Path, python: Path) -> None:
    engine = Engine(services="ssm")
    try:
        store = client("ssm", engine.endpoint)
        store.put_parameter(Name="/proef/slot", Value="sesam", Type="String")
        store.put_parameter(Name="/proef/login", Value='{"username": "krant"}', Type="SecureString")
        places = (by_sam / artefacts.LAYER / "python", by_sam / "PagesFunction")
        surroundings = {"PYTHONPATH": os.pathsep.join(map(str, places)), "AWS_ENDPOINT_URL_SSM": engine.endpoint}
        command = [str(python), "-s", "-c", READ]
        done = subprocess.run(command, env=CREDENTIALS | surroundings, capture_output=True, text=True, check=False)
    finally:
        engine.stop()

    assert (done.stdout, done.stderr) == ("{'/proef/slot': 'sesam'} {'username': 'krant'}\n", "")


START = """
import app, httpx2
from portal.aws.clients import create_client
print(callable(app.handler), bool(httpx2.Client()), hasattr(create_client("secretsmanager"), "get_secret_value"))
"""


@pytest.mark.built
def test_a_built_newsroom_starts_and_can_ask_a_provider(by_sam: Path, python: Path) -> None:
    """Packages that look up their own version are not imported without what says it."""
    places = (by_sam / artefacts.LAYER / "python", by_sam / "DeskFunction")
    command = [str(python), "-s", "-c", START]
    surroundings = CREDENTIALS | {"PYTHONPATH": os.pathsep.join(map(str, places))}

    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("True True True\n", "")


def test_what_the_layer_has_is_not_installed_twice(tmp_path: Path) -> None:
    own, layer = tmp_path / "own.txt", tmp_path / "layer.txt"
    own.write_text("a==1 \\\n    --hash=sha256:1\nb==2 \\\n    --hash=sha256:2\n", "utf-8")
    layer.write_text("a==1 \\\n    --hash=sha256:1\nc==3 \\\n    --hash=sha256:3\n", "utf-8")

    assert without(own, layer) == "b==2 \\\n    --hash=sha256:2\n"

    layer.write_text("a==2 \\\n    --hash=sha256:1\n", "utf-8")
    with pytest.raises(ValueError, match=r"pins a otherwise than .*layer.txt; run `make lock`"):
        without(own, layer)
