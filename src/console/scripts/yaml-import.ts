// Lets a page import a YAML file as what it says. Whole numbers that a double would round become text.
import type { Plugin } from 'vite';
import { parse } from 'yaml';

const exact = (_: string, value: unknown): unknown => {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
};

export function yamlImport(): Plugin {
  return {
    name: 'yaml-import',
    transform(text, id) {
      if (!id.endsWith('.yaml')) return null;
      const value: unknown = parse(text, { intAsBigInt: true });
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(value, exact))});`, map: null };
    },
  };
}
