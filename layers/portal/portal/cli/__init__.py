"""The operator's commands. Exit status: 0 done, 1 refused or failed, 2 the question itself could not be used."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from portal.cli import (
    articles,
    back,
    doctor,
    edit_article,
    export,
    feeds,
    history,
    import_files,
    login,
    over_desk,
    parse,
    publish,
    quarantine,
    reindex,
    rotate,
    status,
    versions,
    waiting,
)
from portal.cli.version import ShowVersion
from portal.cli.where import UsageError
from portal.model.errors import PortalError, SiteError

DESCRIPTION = """\
The commands of a Regioportaal's operator. They act on the portal that `make run` started on this machine (the same
PORT and SITE), or with --stack, or --table alone, on a deployed one.
"""
ENVIRONMENT = """\
environment:
  PORT   port of the local portal (8000)
  SITE   path of its site.toml; with --stack or --table: of the deployed site (layers/site/site.toml)
  AWS_*  as for every AWS tool: region, credentials, AWS_ENDPOINT_URL_DYNAMODB
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Errors become one line on stderr, never a traceback."""
    logging.getLogger("portal").addHandler(logging.NullHandler())
    options = create_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except SiteError as error:
        print(error, file=sys.stderr)
        return 2
    except UsageError as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    except PortalError as error:
        print(f"portal: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more may be written when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("portal: stopped", file=sys.stderr)
        return 130


def create_parser() -> argparse.ArgumentParser:
    """Every command, with what runs it as `run`."""
    parser = argparse.ArgumentParser(
        prog="portal",
        description=DESCRIPTION,
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=ShowVersion, help="which release and commit this is")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (
        parse,
        import_files,
        feeds,
        login,
        over_desk,
        quarantine,
        edit_article,
        waiting,
        articles,
        history,
        publish,
        doctor,
        status,
        export,
        reindex,
        rotate,
        back,
        versions,
    ):
        module.add_commands(commands)
    return parser
