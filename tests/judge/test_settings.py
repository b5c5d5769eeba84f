"""samconfig.toml as it is, and with a fault in it."""

import copy
from typing import Any

import pytest

from judge.deployment import templates
from judge.settings import broken_settings, read

FAULTS: dict[str, tuple[str, Any, str]] = {
    "a name that is too long": ("global.stack_name", "regioportaal-abcdefghij-dev", "is none that the template takes"),
    "capitals": ("global.stack_name", "Krant", "is none that the template takes"),
    "two stages, one stack": ("global.stack_name", "regioportaal-prod", "two stages are deployed to the stack"),
    "artefacts of another stage": ("deploy.s3_prefix", "regioportaal-prod", "where regioportaal-dev's own role"),
    "an artefact of anybody's": ("deploy.force_upload", False, "somebody else has put there"),
    "nowhere to upload to": ("deploy.resolve_s3", False, "no bucket to upload to"),
    "no capability for roles": ("deploy.capabilities", ["CAPABILITY_AUTO_EXPAND"], "needs CAPABILITY_AUTO_EXPAND and"),
    "nothing to change": ("deploy.fail_on_empty_changeset", True, "that changes nothing would fail"),
    "a cached build": ("build.cached", True, "ships the code before"),
    "a parameter that is none": ("deploy.parameter_overrides", ["Stage=dev", "AlarmMail=x@y.nl"], "AlarmMail is no"),
    "a stage that is none": ("deploy.parameter_overrides", 'Stage="test"', "Stage is test, and may be dev, prod"),
    "an address that is none": ("deploy.parameter_overrides", ["AlarmEmail=nacht"], "AlarmEmail is nacht, which does"),
}


def test_the_settings_as_they_are_have_no_fault() -> None:
    assert list(broken_settings(templates())) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str) -> None:
    where, value, words = FAULTS[name]
    config, (part, key) = copy.deepcopy(read()), where.split(".")
    config["default"][part]["parameters"][key] = value

    found = list(map(str, broken_settings(templates(), config)))

    assert any(words in one for one in found), found


def test_a_bucket_of_ones_own_is_as_good() -> None:
    config = copy.deepcopy(read())
    config["prod"]["deploy"]["parameters"] |= {"resolve_s3": False, "s3_bucket": "krant-artefacten"}
    config["prod"]["deploy"]["parameters"]["parameter_overrides"] = (
        'Stage="prod" AlarmEmail="nacht@krant.nl" DomainName=""'
    )

    assert list(broken_settings(templates(), config)) == []
