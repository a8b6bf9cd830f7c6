// After the build: writes .gz and .br beside every file above 1 KiB, and fails when the first load grew too big.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const dist = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..', 'dist');
const limit = 300_000;

function* files(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(name);
    else yield name;
  }
}

const packed = new Map();
for (const name of [...files(dist)]) {
  if (/\.(gz|br)$/.test(name)) continue;
  const bytes = fs.readFileSync(name);
  const gzip = zlib.gzipSync(bytes, { level: 9 });
  packed.set(path.relative(dist, name), gzip.length);
  if (bytes.length <= 1024) continue;
  fs.writeFileSync(`${name}.gz`, gzip);
  const quality = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  fs.writeFileSync(`${name}.br`, zlib.brotliCompressSync(bytes, { params: quality }));
}

// The first load is the entry with what it imports, a language, the shell and the page that opens first.
const manifest = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
fs.rmSync(path.join(dist, 'manifest.json'));
for (const ending of ['.gz', '.br']) fs.rmSync(path.join(dist, `manifest.json${ending}`), { force: true });
const first = new Set();
// A chunk that others share bears its name instead of its source.
const chunkOf = (source) => manifest[source] ?? Object.values(manifest).find(({ name }) => name === path.parse(source).name);
function take(chunk) {
  if (first.has(chunk.file)) return;
  first.add(chunk.file);
  for (const style of chunk.css ?? []) first.add(style);
  for (const next of chunk.imports ?? []) take(manifest[next]);
}
for (const source of ['index.html', 'src/words/zh/index.ts', 'src/shell/shell.tsx', 'src/pages/overview/page.tsx']) {
  const chunk = chunkOf(source);
  if (!chunk) throw new Error(`the build has no ${source}`);
  take(chunk);
}
const sum = (ending) => [...first].filter((f) => f.endsWith(ending)).reduce((n, f) => n + packed.get(f), 0);
const kilobytes = (n) => `${(n / 1000).toFixed(1)} kB`;
console.log(`first load, gzip: script ${kilobytes(sum('.js'))} (limit ${kilobytes(limit)}), style ${kilobytes(sum('.css'))}`);
if (sum('.js') > limit) {
  console.error('The first load is above its limit.');
  process.exit(1);
}
