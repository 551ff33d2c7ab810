"""Take the README's pictures of the demo: docs/screenshots/{may-i,home,our-policy,compare,check}.png.

Needs Chromium (`chromium` on the PATH, or named in CHROMIUM) and the development requirements.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
RUN = "import sys; from gatepost.web.serve import demo; sys.exit(demo(port=int(sys.argv[1])))"
DRAFT = "Sports day is on Friday at three! Ring me on 07700 900123 if you can bring cakes."
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> int:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        print("install Chromium, or name it in CHROMIUM", file=sys.stderr)
        return 2
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([sys.executable, "-c", RUN, str(port)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            link = server.stdout.readline().split()[-1]  # it says when it listens, and by which link one gets in
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
                phone = browser.new_page(
                    base_url=f"http://localhost:{port}", viewport={"width": 390, "height": 960}, device_scale_factor=2
                )
                may_i(phone)
                desk = browser.new_page(base_url=f"http://localhost:{port}", viewport={"width": 1100, "height": 820})
                our_policy(desk)
                compare(desk)
                home(desk, link)
                author = browser.new_page(base_url=f"http://localhost:{port}", viewport={"width": 1280, "height": 1520})
                check(author, link)
                browser.close()
        finally:
            server.terminate()
            server.communicate()
    return 0


def may_i(page: Page) -> None:
    """The answer to: may I accept a friend request from a girl who left two years ago?"""
    page.goto("/wrenmoor/may-i/accept-a-friend-request/")
    for choose in ("teacher", "former-pupil", "none"):
        page.locator(f"input[value={choose}]").check()
        page.get_by_role("button", name="Continue").click()
    page.locator("input[name=answer]").first.check()  # under 18
    page.get_by_role("button", name="Continue").click()
    page.screenshot(path=FOLDER / "may-i.png")


def our_policy(page: Page) -> None:
    page.goto("/wrenmoor/policy/#CP-17")
    page.locator("#CP-17 details").evaluate("details => { details.open = true }")
    page.screenshot(path=FOLDER / "our-policy.png")


def compare(page: Page) -> None:
    page.goto("/compare/wrenmoor/abercelydd/")
    page.locator("#verdicts").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('verdicts').scrollIntoView()")
    page.screenshot(path=FOLDER / "compare.png")


def home(page: Page, link: str) -> None:
    """A headteacher's Home."""
    page.goto(link)
    page.get_by_role("button", name="Eleri Pugh").click()
    page.goto(f"{link.partition('/demo/')[0]}/abercelydd/")
    page.screenshot(path=FOLDER / "home.png")


def check(page: Page, link: str) -> None:
    """The answer to a teacher's draft for X."""
    page.goto(link)
    page.get_by_role("button", name="Callum Reeve").click()
    page.goto(f"{link.partition('/demo/')[0]}/wrenmoor/check/")
    page.get_by_label("What do you want to publish?").fill(DRAFT)
    page.locator("input[value=personal]").check()
    page.locator("select[name=platform]").select_option("x")
    page.locator("input[name=audience][value=public]").check()
    page.get_by_role("button", name="Check it").click()
    page.locator("fieldset", has_text="school event").locator("input[value=yes]").check()
    page.get_by_role("button", name="See the answer").click()
    page.locator(".gp-draft").wait_for()
    page.screenshot(path=FOLDER / "check.png")


if __name__ == "__main__":
    sys.exit(main())
