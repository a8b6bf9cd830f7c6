import { useState } from 'react';
import { Button } from '../../parts/button';
import { ErrorTriangleIcon } from 'tdesign-icons-react';
import { useMay } from '../../api/session';
import type { MerchantDetail } from '../../api/types';
import { Time } from '../../parts/time';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';
import { InviteDialog } from '../merchants/invite-dialog';

const REINVITE = new Set(['merchant_not_authorized', 'permission_set_missing', 'merchant_needs_reauthorization']);

// Why queries are refused now, and what helps.
export function RefusalNotice({ merchant }: { merchant: MerchantDetail }) {
  const { merchants, codes } = useWords();
  const words = merchants.detail;
  const operator = useMay('operator');
  const [inviting, setInviting] = useState(false);
  const { refusal, suspended_at, suspended_reason } = merchant;
  if (!refusal) return null;
  return (
    <div className={`notice notice--${refusal === 'merchant_suspended' ? 'warn' : 'bad'} merchant-notice`} role="status">
      <ErrorTriangleIcon />
      <div>
        <strong>{words.refusalTitle(wordFor(codes.refusal, refusal) ?? refusal)}</strong>
        <p>{wordFor(words.refusalHint, refusal)}</p>
        {suspended_at && (
          <p>
            {words.since} <Time at={suspended_at} precision="minute" />
            {suspended_reason && <> · {words.reason}: {suspended_reason}</>}
          </p>
        )}
      </div>
      {operator && REINVITE.has(refusal) && (
        <Button size="small" variant="outline" onClick={() => setInviting(true)}>{merchants.inviteAgain}</Button>
      )}
      {inviting && <InviteDialog name={merchant.name} appid={merchant.appid} onClose={() => setInviting(false)} />}
    </div>
  );
}
