// Copies text. Without a secure context there is no navigator.clipboard; a selection is copied then.
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'off-screen';
  // Inside an open dialog everything outside of it is inert.
  const host = document.querySelector('dialog[open]:last-of-type') ?? document.body;
  const focused = document.activeElement as HTMLElement | null;
  host.appendChild(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return copied;
}
