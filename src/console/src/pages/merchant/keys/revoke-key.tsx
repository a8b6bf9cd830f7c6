import { api, call } from '../../../api/client';
import type { ApiKey } from '../../../api/types';
import { ConfirmDanger } from '../../../parts/confirm-danger';
import { relativeTime } from '../../../parts/time-text';
import { useToast } from '../../../parts/toast';
import { usePreferences } from '../../../prefs/preferences';
import { LANGUAGE_TAG, useWords } from '../../../words/words';

const WEEK = 7 * 86_400_000;

export function RevokeKey({ apiKey, onDone, onClose }: { apiKey: ApiKey; onDone: () => void; onClose: () => void }) {
  const { keys } = useWords();
  const words = keys.revoking;
  const { language } = usePreferences();
  const toast = useToast();
  const used = apiKey.last_used_at;
  const inUse = used !== undefined && Date.now() - new Date(used).getTime() < WEEK;
  return (
    <ConfirmDanger
      open
      title={words.title(apiKey.name)}
      consequences={[...words.will, ...(inUse ? [<strong key="used">{words.usedRecently(relativeTime(used, LANGUAGE_TAG[language]))}</strong>] : [])]}
      confirm={keys.revoke}
      act={() => call(api.DELETE('/api/v1/keys/{key_id}', { params: { path: { key_id: apiKey.key_id } } }))}
      onDone={() => {
        toast(words.done);
        onDone();
      }}
      onClose={onClose}
    />
  );
}
