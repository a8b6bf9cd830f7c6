import { DownloadIcon } from 'tdesign-icons-react';
import { Button } from '../../parts/button';
import { CopyButton } from '../../parts/copy-id';
import { saveFile } from '../../parts/save-file';
import { ShownOnce } from '../../parts/shown-once';
import { useWords } from '../../words/words';

export function RecoveryCodes({ codes, account, onClose }: { codes: string[]; account: string; onClose: () => void }) {
  const words = useWords().account.factor;
  const text = codes.join('\n');
  return (
    <ShownOnce title={words.codesTitle} warning={words.codesText} done={words.saved} onDone={onClose} width={480}>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}><code>{code}</code></li>
        ))}
      </ol>
      <div className="row">
        <Button variant="outline" icon={<DownloadIcon />} onClick={() => saveFile(`recovery-codes-${account}.txt`, `${text}\n`)}>
          {words.download}
        </Button>
        <CopyButton text={text} what={words.codesTitle} />
      </div>
    </ShownOnce>
  );
}
