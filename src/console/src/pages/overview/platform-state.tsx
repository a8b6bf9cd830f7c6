import type { ReactNode } from 'react';
import type { Overview } from '../../api/types';
import { CopyId } from '../../parts/copy-id';
import { Panel } from '../../parts/panel';
import { StateTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { useWords } from '../../words/words';

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface Props {
  platform: Overview['platform'];
  witness: Overview['witness'];
}

function Unwitnessed({ witness }: { witness: Overview['witness'] }) {
  const words = useWords().overview;
  return (
    <div className="witness-hint quiet">
      {witness.reason && <p>{words.witnessReasons[witness.reason]}</p>}
      {witness.sink && <p><code>{witness.sink}{witness.failure && `: ${witness.failure}`}</code></p>}
      <p>{words.witnessHint}</p>
    </div>
  );
}

export function PlatformState({ platform, witness }: Props) {
  const words = useWords().overview;
  const good = platform.state === 'ready' || platform.state === 'external';
  const witnessed = witness.state === 'witnessed';
  return (
    <Panel title={words.platform} actions={<StateTag tone={good ? 'good' : 'bad'}>{words.platformStates[platform.state]}</StateTag>}>
      <dl className="lines">
        {platform.appid && <Line name={words.appid}><CopyId text={platform.appid} /></Line>}
        {platform.ticket_received_at && <Line name={words.ticket}><Time at={platform.ticket_received_at} relative /></Line>}
        {platform.ticket_valid_until && <Line name={words.ticketUntil}><Time at={platform.ticket_valid_until} precision="minute" /></Line>}
        {platform.component_token_expires_at && (
          <Line name={words.componentToken}><Time at={platform.component_token_expires_at} precision="minute" /></Line>
        )}
        <Line name={words.witness}>
          <StateTag tone={witnessed ? 'good' : 'warn'}>{witnessed ? words.witnessed : words.unwitnessed}</StateTag>
        </Line>
        {witness.taken_at && <Line name={words.witnessTook}><Time at={witness.taken_at} relative /></Line>}
      </dl>
      {!witnessed && <Unwitnessed witness={witness} />}
    </Panel>
  );
}
