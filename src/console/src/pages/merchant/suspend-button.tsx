import { useState } from 'react';
import { Button } from '../../parts/button';
import { api, call } from '../../api/client';
import type { MerchantDetail } from '../../api/types';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';

export function SuspendButton({ merchant, onDone }: { merchant: MerchantDetail; onDone: () => void }) {
  const words = useWords().merchants.detail;
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const suspended = merchant.suspended_at !== undefined;
  const name = merchant.name || merchant.appid;
  const params = { path: { appid: merchant.appid } };
  return (
    <>
      <Button variant="outline" theme={suspended ? 'primary' : 'danger'} onClick={() => setAsking(true)}>
        {suspended ? words.resume : words.suspend}
      </Button>
      <ConfirmDanger
        open={asking}
        title={suspended ? words.resumeTitle(name) : words.suspendTitle(name)}
        consequences={suspended ? words.resumeWill : words.suspendWill}
        confirm={suspended ? words.resume : words.suspend}
        theme={suspended ? 'primary' : 'danger'}
        ask={suspended ? undefined : { label: words.suspendReason, hint: words.suspendReasonHint, required: true }}
        act={(reason) =>
          suspended
            ? call(api.DELETE('/api/v1/merchants/{appid}/suspension', { params }))
            : call(api.PUT('/api/v1/merchants/{appid}/suspension', { params, body: { reason } }))
        }
        onDone={() => {
          toast(suspended ? words.resumedDone : words.suspendedDone);
          onDone();
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
