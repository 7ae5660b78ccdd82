"""`cosim explore`: a page on this machine to change a scenario on and see what follows."""

from pathlib import Path

import rich_click as click

from cosim.cli.run import project_option
from cosim.cli.streams import echo


@click.command()
@click.argument("scenario")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on [default: any free one].")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in a browser.")
@project_option
def explore(scenario: str, port: int, browser: bool, project: Path | None) -> None:
    """Change SCENARIO on a page and see its year, its coldest week and its costs follow.

    The page is served to this machine alone, at an address that holds a secret. Ctrl-C ends it.
    """
    import threading
    import webbrowser

    from cosim.explore.question import Question
    from cosim.explore.server import serve

    with serve(Question.of(scenario, project), port) as server:
        echo(f"{server.address}\nOpen this address in a browser; Ctrl-C ends the page.")
        if browser:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        server.serve_forever()
