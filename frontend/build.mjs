// Rebuilds assets/vendor and tests/browser/axe.min.js from the packages pinned in package-lock.json:
//     cd frontend && npm ci && npm run build
// The results are committed, so neither running nor testing the product needs Node.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transformSync } from "esbuild";
import { ICONS } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const vendor = join(here, "..", "assets", "vendor");
const licences = join(vendor, "licences");
const browserTests = join(here, "..", "tests", "browser");

const text = (...parts) => readFileSync(join(...parts), "utf8");
const versionOf = (name) => JSON.parse(text(packages, name, "package.json")).version;

function licenceOf(folder) {
  const file = readdirSync(join(here, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return file ? text(here, folder, file).trim() : null;
}

// Folder of every package that went into a bundle, nested copies included.
function packageFolders(metafile) {
  const folders = Object.keys(metafile.inputs)
    .map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1])
    .filter(Boolean);
  return [...new Set(folders)].sort();
}

function licenceEntry(folder) {
  const { name, version, license } = JSON.parse(text(here, folder, "package.json"));
  const words = licenceOf(folder) ?? "The package names its licence and holds no text of it.";
  return `${name} ${version} (${license})\n${"=".repeat(72)}\n${words}\n`;
}

// plotly's core carries the style sheet of its map library; no page draws a map with it.
const withoutMapStyle = {
  name: "without-map-style",
  setup({ onLoad }) {
    onLoad({ filter: /maplibre-gl.*\.css$/ }, () => ({ contents: "", loader: "text" }));
  },
};

// The reference text of every attribute sits in plotly's source and is of no use in a browser.
// Only plain strings and lists of plain strings: anything else may be more than a text.
const STRING = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const LIST = String.raw`\[(?:\s|,|\+|${STRING})*\]\.join\((?:${STRING})\)`;
const DESCRIPTION = new RegExp(String.raw`\bdescription: (?:${STRING}|${LIST})(?=\s*[,}\n])`, "g");
const withoutDescriptions = {
  name: "without-descriptions",
  setup({ onLoad }) {
    onLoad({ filter: /plotly\.js\/src\/.*\.(js|ts)$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(DESCRIPTION, "description: ''"),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
};

// A partial copy of a library, as one script that defines one global name.
async function bundle(library, entry, globalName, further = {}) {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    format: "iife",
    globalName,
    legalComments: "none",
    target: "chrome111",
    banner: { js: `/* ${library} ${versionOf(library)}, partial bundle, licences/${library}.txt */` },
    metafile: true,
    write: false,
    ...further,
  });
  writeFileSync(join(licences, `${library}.txt`), packageFolders(result.metafile).map(licenceEntry).join("\n"));
  return result.outputFiles[0].text;
}

const plotlyBundle = () => bundle("plotly.js", "plotly.cjs", "Plotly", {
  define: { global: "window" },
  loader: { ".css": "text" },
  plugins: [withoutMapStyle, withoutDescriptions],
});

// In a cascade layer, so that the product's own rules win whatever the order in which Dash links the files.
function bootstrapReboot() {
  const css = text(packages, "bootstrap/dist/css/bootstrap-reboot.min.css").replace(/\/\*# sourceMappingURL.*\*\//, "");
  writeFileSync(join(licences, "bootstrap.txt"), licenceOf("node_modules/bootstrap") + "\n");
  const [banner] = css.match(/^(@charset "UTF-8";)?\/\*![\s\S]*?\*\//);
  return `${banner.replace('@charset "UTF-8";', "")}\n@layer vendor{${css.slice(banner.length)}}\n`;
}

const ICON_RULES = `
.icon{display:inline-block;width:1em;height:1em;flex:none;vertical-align:-.125em;background-color:currentColor;
-webkit-mask:var(--icon) center/contain no-repeat;mask:var(--icon) center/contain no-repeat;print-color-adjust:exact}
@media (forced-colors:active){.icon{background-color:CanvasText;forced-color-adjust:none}}
`;

function iconRule(name) {
  const svg = text(packages, "bootstrap-icons/icons", `${name}.svg`)
    .replace(/ class="[^"]*"/, "").replace(/ (width|height|fill)="(16|currentColor)"/g, "").replace(/\s*\n\s*/g, "")
    .replaceAll('"', "'").replaceAll("#", "%23").replaceAll("<", "%3C").replaceAll(">", "%3E");
  return `.icon-${name}{--icon:url("data:image/svg+xml,${svg}")}`;
}

function icons() {
  writeFileSync(join(licences, "bootstrap-icons.txt"), licenceOf("node_modules/bootstrap-icons") + "\n");
  const rules = transformSync(ICON_RULES, { loader: "css", minify: true, target: "chrome111" }).code.trim();
  const banner = `/* Bootstrap Icons ${versionOf("bootstrap-icons")}, MIT, licences/bootstrap-icons.txt */`;
  return [banner, `@layer vendor{${rules}`, ...[...ICONS].sort().map(iconRule), "}"].join("\n") + "\n";
}

// Dash's own scripts count on it; it used to come with a polyfill of forty times its size that no browser here needs.
function regeneratorRuntime() {
  writeFileSync(join(licences, "regenerator-runtime.txt"), licenceOf("node_modules/regenerator-runtime") + "\n");
  const banner = `/* regenerator-runtime ${versionOf("regenerator-runtime")}, MIT, licences/regenerator-runtime.txt */`;
  const { code } = transformSync(text(packages, "regenerator-runtime/runtime.js"), {
    minify: true, format: "iife", legalComments: "none", target: "chrome111",
  });
  return `${banner}\n${code}`;
}

function axe() {
  writeFileSync(join(browserTests, "axe.min.js"), text(packages, "axe-core/axe.min.js"));
  writeFileSync(join(browserTests, "axe.LICENSE.txt"), licenceOf("node_modules/axe-core") + "\n");
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(licences, { recursive: true });
mkdirSync(browserTests, { recursive: true });
const files = {
  "plotly.min.js": { package: "plotly.js", content: await plotlyBundle() },
  "ag-grid.min.js": { package: "ag-grid-community", content: await bundle("ag-grid-community", "grid.mjs", "agGrid") },
  "bootstrap-reboot.min.css": { package: "bootstrap", content: bootstrapReboot() },
  "icons.css": { package: "bootstrap-icons", content: icons() },
  "regenerator-runtime.min.js": { package: "regenerator-runtime", content: regeneratorRuntime() },
};
const manifest = {};
for (const [name, { package: source, content }] of Object.entries(files)) {
  writeFileSync(join(vendor, name), content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  manifest[name] = { package: source, version: versionOf(source), bytes: Buffer.byteLength(content), sha256 };
}
writeFileSync(join(vendor, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
axe();
console.table(manifest, ["package", "version", "bytes"]);
