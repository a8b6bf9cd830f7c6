// Imports what is used of TDesign and its icons from the files themselves: their indexes, with 2,500 modules that end
// up nowhere, cost most of the build.
import fs from 'node:fs';
import type { Plugin } from 'vite';

const PACKAGES = { 'tdesign-react': 'es', 'tdesign-icons-react': 'esm' };
const EXPORT = /export \{([^}]+)\} from '\.\/([\w/-]+\.js)';/g;

// For each exported name its import from the file that has it.
function exportsOf(name: string, folder: string): Map<string, (local: string) => string> {
  const index = fs.readFileSync(`node_modules/${name}/${folder}/index.js`, 'utf8');
  const found = new Map<string, (local: string) => string>();
  for (const [, names = '', file] of index.matchAll(EXPORT)) {
    for (const [original = '', exported = original] of names.split(',').map((one) => one.trim().split(' as '))) {
      found.set(exported, (local) => `import { ${original} as ${local} } from '${name}/${folder}/${file}';`);
    }
  }
  return found;
}

export function directImports(): Plugin {
  const packages = Object.entries(PACKAGES).map(([name, folder]) => ({
    name,
    exported: exportsOf(name, folder),
    named: new RegExp(`import \\{([^}]+)\\} from '${name}';`, 'g'),
    bare: new RegExp(`^import '${name}';$`, 'gm'),
  }));
  return {
    name: 'direct-imports',
    enforce: 'pre',
    apply: 'build',
    transform(code) {
      let out = code;
      for (const { name, exported, named, bare } of packages) {
        out = out.replace(bare, '').replace(named, (_, names: string) => {
          const parts = names.split(',').map((one) => one.trim()).filter((one) => one && !one.startsWith('type '));
          return parts
            .map((part) => {
              const [original = '', local = original] = part.split(' as ');
              const write = exported.get(original);
              if (!write) throw new Error(`${name} has no ${original}`);
              return write(local);
            })
            .join(' ');
        });
      }
      return out === code ? null : { code: out, map: null };
    },
  };
}
