import { FileSafetyIcon } from 'tdesign-icons-react';
import { useAccount } from '../api/session';
import { useWords } from '../words/words';

// Auditors are told on every page what they see and that their reading is recorded.
export function AuditorBanner() {
  const { common, shell } = useWords();
  const account = useAccount();
  if (account.role !== 'auditor') return null;
  const { merchants: appids = [], first_day: first, last_day: last } = account;
  const merchants = appids.length ? shell.boundMerchants(appids.length) : shell.boundAll;
  const days =
    first && last ? shell.boundDays(first, last) : first ? shell.boundFrom(first) : last ? shell.boundUntil(last) : '';
  return (
    <section className="auditor-banner" aria-label={common.role.auditor}>
      <FileSafetyIcon />
      <span>{shell.auditor(merchants + days)}</span>
    </section>
  );
}
