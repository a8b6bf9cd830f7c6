import { useEffect, useMemo } from 'react';
import { DownloadIcon } from 'tdesign-icons-react';
import type { Receipt } from '../../../api/types';
import { Button } from '../../../parts/button';
import { CopyBlock } from '../../../parts/copy-id';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { ProblemNotice } from '../../../parts/problem-notice';
import { saveFile } from '../../../parts/save-file';
import { verifyReceipt } from '../../../proof/receipt';
import { TONES } from './tones';
import { useWords } from '../../../words/words';
import { Notice } from '../notice';
import type { Reading } from '../record/use-record';
import { Steps } from './steps';
import { TrustedKey } from './trusted-key';
import { useTrustedKey } from './use-trusted-key';

interface Props {
  id: string;
  line: string;
  reading: Reading;
}


const fileName = (id: string): string => `receipt-${id.replace('/', '-')}.json`;

function Verified({ id, line, receipt }: { id: string; line: string; receipt: Receipt }) {
  const { proof } = useWords().audit;
  const trusted = useTrustedKey();
  const found = useMemo(() => verifyReceipt(receipt, trusted, line), [receipt, trusted, line]);
  return (
    <div className="stack">
      <Notice tone={TONES[found.verdict]} title={proof.verdict[found.verdict]}>
        <p>{proof.verdictText[found.verdict]}</p>
      </Notice>
      <TrustedKey />
      <p className="audit-note">{proof.inBrowser}</p>
      <Steps steps={found.steps} />
      <div className="row">
        <Button variant="outline" icon={<DownloadIcon />} onClick={() => saveFile(fileName(id), `${JSON.stringify(receipt)}\n`)}>
          {proof.download}
        </Button>
        <span className="quiet">{proof.downloadHint}</span>
      </div>
      <CopyBlock
        label={proof.command}
        what={proof.command}
        text={`marketcode-gateway audit verify --bundle ${fileName(id)} --key log.key`}
      />
    </div>
  );
}

// Reads the receipt, which stands in the log, and verifies it here.
export function ProofSide({ id, line, reading }: Props) {
  const { proof } = useWords().audit;
  const { receipt, problem, loading, prove, again } = reading;
  useEffect(prove, [prove]);
  if (problem) return <ProblemNotice problem={problem} onRetry={again} />;
  if (receipt === undefined) return <Loading rows={6} />;
  if (receipt === null) {
    return (
      <Empty
        title={proof.notCovered}
        hint={proof.notCoveredText}
        action={
          <Button variant="outline" loading={loading} onClick={again}>
            {proof.again}
          </Button>
        }
      />
    );
  }
  return <Verified id={id} line={line} receipt={receipt} />;
}
