"""The policy of the pages, seen by a real browser: it stops what a page should not do, and no page runs into it."""

import pytest

from tests.browser.drawing import open_drawn
from tests.browser.pages import STARTS, case_name, long_run

SOME = ["/", "/records", "/explore"]
REFUSED = "Content Security Policy|ERR_BLOCKED_BY_CSP|violates|ERR_INVALID_URL|https://outside.invalid/"
LISTEN = """() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', event => window.refused.push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
}"""
TRIES = {
    "a script written into the page": """() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
    }""",
    "a script in an attribute": """() => {
        const image = document.createElement('img');
        image.setAttribute('onerror', 'window.ran = 1');
        image.src = 'data:nothing';
        document.body.append(image);
    }""",
    "text that becomes code": """() => {
        setTimeout(() => {
            try { window.ran = eval('1'); } catch (refusal) { window.stopped = true; }
        }, 0);
    }""",
    "a page of another site within the page": """() => {
        const frame = document.createElement('iframe');
        frame.src = 'https://outside.invalid/';
        document.body.append(frame);
    }""",
    "a form to another site": """() => {
        const form = document.createElement('form');
        form.action = 'https://outside.invalid/';
        form.method = 'post';
        document.body.append(form);
        form.submit();
    }""",
    "a question to another site": """() => {
        fetch('https://outside.invalid/').catch(() => { window.stopped = true; });
    }""",
}


@pytest.mark.parametrize("address", SOME + long_run([start for start in STARTS if start not in SOME]), ids=case_name)
def test_no_page_runs_into_its_own_policy(page_factory, address):
    page = page_factory()
    page.add_init_script(f"({LISTEN})()")
    open_drawn(page, address)
    assert page.evaluate("window.refused") == []


@pytest.mark.parametrize("attempt", TRIES.values(), ids=[name.replace(" ", "-") for name in TRIES])
def test_the_policy_stops_what_no_page_does(page_factory, attempt):
    page = page_factory(expected=REFUSED)
    page.add_init_script(f"({LISTEN})()")
    open_drawn(page, "/views")
    page.evaluate(attempt)
    page.wait_for_function("() => window.refused.length > 0")
    assert page.evaluate("window.ran") is None
