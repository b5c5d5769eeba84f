// Lighthouse with its phone profile on addresses, in one Chromium: `node lighthouse.mjs CHROMIUM FLAGS URL…` prints a JSON
// list. FLAGS: Lighthouse's own, as a JSON object.
import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, flags, ...addresses] = process.argv.slice(2);
const chrome = await launcher.launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

/** Scores by category, what keeps a score from 100, and the sums that budgets are about, without pictures. Sizes in bytes, times in ms. */
function summary({ categories, audits, runtimeError, finalDisplayedUrl }) {
  const rows = audits["network-requests"].details?.items ?? [];
  const bytes = (type) => rows.filter((row) => !type || row.resourceType === type).reduce((sum, row) => sum + row.transferSize, 0);
  const pictures = rows.filter((row) => new URL(row.url).pathname.startsWith("/beeld/")).reduce((sum, row) => sum + row.transferSize, 0);
  const failed = ({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1).map(({ id }) => id);
  return {
    error: runtimeError?.code ?? null,
    address: finalDisplayedUrl,
    scores: Object.fromEntries(Object.entries(categories).map(([id, { score }]) => [id, Math.round(100 * score)])),
    failed: Object.fromEntries(Object.entries(categories).map(([id, category]) => [id, failed(category)])),
    bytes: { document: bytes("Document"), script: bytes("Script"), total: bytes() - pictures },
    hosts: [...new Set(rows.map(({ url }) => new URL(url).host))],
    shift: audits["cumulative-layout-shift"].numericValue,
    paint: audits["largest-contentful-paint"].numericValue,
    blocked: audits["total-blocking-time"].numericValue,
  };
}

const reports = [];
try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, {
      port: chrome.port,
      output: "json",
      logLevel: "silent",
      ignoreStatusCode: true,
      ...JSON.parse(flags),
    });
    reports.push(summary(lhr));
  }
} finally {
  chrome.kill();
}
console.log(JSON.stringify(reports));
