// Why somebody searches: kept as long as the tab, and sent with each search.
import { useCallback, useState } from 'react';

const name = 'audit-reason';

function kept(): string {
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

export function useReason(): [string, (reason: string) => void] {
  const [reason, setReason] = useState(kept);
  const set = useCallback((next: string) => {
    setReason(next);
    try {
      sessionStorage.setItem(name, next);
    } catch {
      return; // storage is closed to us: the page remembers
    }
  }, []);
  return [reason, set];
}
