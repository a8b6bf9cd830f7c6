import { api, call } from '../../../api/client';
import type { ApiKey } from '../../../api/types';
import { useLoad } from '../../../api/use-load';
import { CopyBlock } from '../../../parts/copy-id';
import { ShownOnce } from '../../../parts/shown-once';
import { Time } from '../../../parts/time';
import { useWords } from '../../../words/words';
import { curlLine, publicOrigin } from './client-settings';

export interface MadeKey {
  key: ApiKey;
  api_key: string;
  // Of a rotation: the one that it takes over from.
  old?: ApiKey;
}

export function KeyReady({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  const { key, api_key, old } = made;
  const words = useWords().keys.made;
  // Who may not read the settings sees a placeholder instead of the host.
  const settings = useLoad((signal) => call(api.GET('/api/v1/settings', { signal })), []);
  const { origin, known } = publicOrigin(settings.data?.settings ?? []);
  return (
    <ShownOnce title={old ? words.rotatedTitle : words.title} warning={words.once} done={words.saved} onDone={onClose} width={680}>
      <CopyBlock label={words.key} what={words.key} text={api_key} />
      {old?.expires_at && (
        <p>
          <span className="quiet">{words.oldUntil} </span>
          <Time at={old.expires_at} precision="minute" />
        </p>
      )}
      {!settings.loading && !known && <p className="quiet">{words.hostUnknown}</p>}
      <CopyBlock label={words.curl} what={words.curl} text={curlLine(origin, api_key)} />
      <div className="sdk">
        <h3>{words.sdk}</h3>
        <p className="quiet">{words.sdkText}</p>
        <CopyBlock label={words.sdkHost} what={words.sdkHost} text={origin} />
        <CopyBlock label={words.sdkAppid} what={words.sdkAppid} text={key.merchant} />
        <CopyBlock label={words.sdkSecret} what={words.sdkSecret} text={api_key} />
      </div>
    </ShownOnce>
  );
}
