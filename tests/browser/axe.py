"""axe-core on a page that is open: serious and critical findings, in words."""

from pathlib import Path

AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(fault => ['serious', 'critical'].includes(fault.impact))
    .map(fault => [`${fault.id} (${fault.impact}): ${fault.help}`, ...fault.nodes.slice(0, 4)
        .map(node => `${node.target.join(' ')}  ${node.html.slice(0, 160)}  ${node.failureSummary}`)]
        .join('\\n    ')))"""


def faults(page) -> list[str]:
    """Serious and critical findings of axe on the page as it stands."""
    page.evaluate(AXE)
    return page.evaluate(RUN)
