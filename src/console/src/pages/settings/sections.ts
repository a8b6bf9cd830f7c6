export interface Setting {
  name: string;
  value: string;
}

// By what stands before the first dot, in the order of the file; only what holds the text in name or value.
export function sectionsOf(settings: readonly Setting[], search: string): { name: string; settings: Setting[] }[] {
  const wanted = search.trim().toLowerCase();
  const sections = new Map<string, Setting[]>();
  for (const setting of settings) {
    if (wanted && !`${setting.name} ${setting.value}`.toLowerCase().includes(wanted)) continue;
    const dot = setting.name.indexOf('.');
    const name = dot < 0 ? '' : setting.name.slice(0, dot);
    sections.set(name, [...(sections.get(name) ?? []), setting]);
  }
  return [...sections].map(([name, rows]) => ({ name, settings: rows }));
}
